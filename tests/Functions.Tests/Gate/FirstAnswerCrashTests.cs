using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What a caller with an Idempotency-Key finds when the process died after the thing was made and before the answer was given.</summary>
public sealed class FirstAnswerCrashTests
{
    [Fact]
    public async Task A_repeat_after_a_crash_gets_the_answer_that_was_lost_and_makes_nothing_again()
    {
        await using var below = await TestHost.StartAsync();
        var store = new LastWriteStore(below.Services.GetRequiredService<IDocumentStore>());
        await using var host = await TestHost.StartAsync(
            new Dictionary<string, string?> { ["HiveFlow:Mail:PrintToConsole"] = "false" },
            services: services => services.AddSingleton<IDocumentStore>(store));
        var token = await RegisterAsync(host);
        var key = Guid.NewGuid().ToString();

        store.LastInsertInto = OrganizationDocument.Collection.Name;
        using var lost = await SendAsync(host, "POST", token, key);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);
        store.Revive();
        using var repeated = await SendAsync(host, "POST", token, key);

        var made = (await ApiHost.ReadAsync(repeated, HttpStatusCode.Created))["organization"]!["id"]!.GetValue<string>();
        Assert.Equal("true", Assert.Single(repeated.Headers.GetValues("Idempotent-Replayed")));
        using var listed = await SendAsync(host, "GET", token, key);
        var shared = (await ApiHost.ReadAsync(listed, HttpStatusCode.OK))["organizations"]!.AsArray().Where(o => o!["name"]!.GetValue<string>() == "Once");
        Assert.Equal(made, Assert.Single(shared)!["id"]!.GetValue<string>());
    }

    private static async Task<string> RegisterAsync(TestHost host)
    {
        const string Email = "ada@example.com";
        using var started = await host.Client.PostAsJsonAsync("api/auth/register", new { email = Email, password = ApiHost.Password, name = "Ada" });
        var challenge = (await ApiHost.ReadAsync(started, HttpStatusCode.Created))["challenge"]!.GetValue<string>();
        var code = Mails.CodeFor(host.DataFolder, Email);
        using var verified = await host.Client.PostAsJsonAsync("api/auth/otp/verify", new { challenge, code, method = "email" });
        return (await ApiHost.ReadAsync(verified, HttpStatusCode.OK))["token"]!.GetValue<string>();
    }

    private static async Task<HttpResponseMessage> SendAsync(TestHost host, string method, string token, string key)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/organizations");
        request.Headers.Authorization = new("Bearer", token);
        if (method == "POST")
        {
            request.Content = JsonContent.Create(new JsonObject { ["name"] = "Once" });
            request.Headers.Add("Idempotency-Key", key);
        }

        return await host.Client.SendAsync(request);
    }
}
