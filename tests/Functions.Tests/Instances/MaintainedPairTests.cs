using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Audit;
using HiveFlow.Identity.Operators;
using HiveFlow.Live.Signals;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Instances;

public sealed class MaintainedPairTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly AuditActor Operator = new() { Name = "operator" };

    [RedisFact]
    public async Task Maintenance_that_is_begun_on_one_instance_refuses_changes_on_the_other_until_it_is_ended()
    {
        await using var pair = await Pair.StartAsync();
        var token = await pair.RegisterAsync("ada@example.com");
        using (var before = await CreateAsync(pair, token))
        {
            Assert.Equal(HttpStatusCode.Created, before.StatusCode);
        }

        await HeardAsync(pair, mode => mode.BeginAsync("Back soon.", null, Operator, default));
        using (var refused = await CreateAsync(pair, token))
        {
            Assert.Equal("maintenance", await Problem.CodeAsync(refused, HttpStatusCode.ServiceUnavailable));
        }

        using (var read = await Pair.SendAsync(pair.Second, "GET", "/api/flows", token))
        {
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        await HeardAsync(pair, mode => mode.EndAsync(Operator, default));
        using var after = await CreateAsync(pair, token);
        Assert.Equal(HttpStatusCode.Created, after.StatusCode);
    }

    private static Task<HttpResponseMessage> CreateAsync(Pair pair, string token) =>
        Pair.SendAsync(pair.Second, "POST", "/api/flows", token, new JsonObject { ["name"] = "flow", ["nodes"] = new JsonArray(), ["edges"] = new JsonArray() });

    // On the first instance, until the second has heard of it.
    private static async Task HeardAsync(Pair pair, Func<MaintenanceMode, Task> act)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = pair.Second.Services.GetRequiredService<Revocations>().Subscribe(revocation =>
        {
            if (revocation.Kind == RevocationKind.Maintenance)
            {
                heard.TrySetResult();
            }
        });
        await act(pair.First.Services.GetRequiredService<MaintenanceMode>());
        await heard.Task.WaitAsync(Patience);
    }
}
