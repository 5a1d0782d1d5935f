using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.SignIn;
using HiveFlow.HostFixture;
using HiveFlow.Live.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Instances;

public sealed class OriginPairTests
{
    private const string Page = "https://pair.example";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RedisFact]
    public async Task An_origin_that_one_instance_proves_or_removes_counts_or_ends_on_the_other_once_it_hears_of_it()
    {
        await using var stub = await StubProvider.StartAsync(TimeProvider.System);
        await using var pair = await Pair.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:Sso:DnsUrl"] = $"{stub.Issuer}/dns-query",
            ["HiveFlow:Outgoing:Allow:0"] = new Uri(stub.Issuer).Authority,
        });
        var token = await pair.RegisterAsync("ada@example.com");
        var named = (await ApiHost.ReadAsync(
            await Pair.SendAsync(pair.First, "POST", "/api/origins", token, new JsonObject { ["origin"] = Page }), HttpStatusCode.Created))["origin"]!;
        stub.Records[named["recordName"]!.GetValue<string>()] = named["recordValue"]!.GetValue<string>();
        var path = $"/api/origins/{named["id"]!.GetValue<string>()}";
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(pair.Second, token));

        await TellAsync(pair, () => Pair.SendAsync(pair.First, "POST", $"{path}/verify", token));
        Assert.Equal(HttpStatusCode.OK, await CallAsync(pair.Second, token));

        await TellAsync(pair, () => Pair.SendAsync(pair.First, "DELETE", path, token));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(pair.Second, token));
    }

    private static async Task TellAsync(Pair pair, Func<Task<HttpResponseMessage>> send)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = pair.Second.Services.GetRequiredService<Revocations>().Subscribe(_ => heard.TrySetResult());
        using var answer = await send();
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await heard.Task.WaitAsync(Patience);
    }

    private static async Task<HttpStatusCode> CallAsync(TestHost host, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/flows");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Add("Origin", Page);
        using var answer = await host.Client.SendAsync(request);
        return answer.StatusCode;
    }
}
