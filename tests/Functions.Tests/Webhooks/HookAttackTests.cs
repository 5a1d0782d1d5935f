using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Webhooks;

/// <summary>What strangers try at the addresses of webhooks.</summary>
[Collection(ApiGroup.Name)]
public sealed class HookAttackTests(ApiHost api)
{
    private const string Secret = "the secret of this webhook";

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("another body")]
    [InlineData("another secret")]
    public async Task A_request_that_is_not_signed_as_asked_is_401_starts_and_keeps_nothing_and_is_listed(string? attempt)
    {
        var hook = await Hook.MakeAsync(api, $$"""{"signature":{"scheme":"github"},"secrets":["{{Secret}}"]}""");
        var signature = attempt switch
        {
            "another body" => Sign(Secret, "{ }"),
            "another secret" => Sign("the secret of another webhook", "{}"),
            _ => attempt,
        };
        (string, string)[] headers = signature is null ? [] : [("X-Hub-Signature-256", signature)];

        using var response = await hook.SendAsync("{}", "application/json", headers);

        Assert.Equal("webhook_signature_invalid", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
        var row = Assert.Single(await hook.DeliveriesAsync())!;
        Assert.Equal("rejected", row["status"]!.GetValue<string>());
        Assert.NotNull(row["reason"]);
        Assert.NotNull(row["address"]);
        Assert.NotNull(row["receivedAt"]);
        Assert.Empty(await hook.RunsAsync());
    }

    [Fact]
    public async Task A_thousand_calls_of_unknown_addresses_end_in_429_and_store_nothing()
    {
        // So many at once as are usual, and next to none in addition however long the calls take.
        await using var host = await TestHost.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:Limits:Factor"] = "1",
            ["HiveFlow:Limits:Classes:hooks:PerMinute"] = "1",
            ["HiveFlow:Limits:Classes:hooks:Burst"] = "300",
        });
        Dictionary<HttpStatusCode, int> seen = [];
        for (var number = 0; number < 1_000; number++)
        {
            using var body = new StringContent("{}", null, "application/json");
            using var response = await host.Client.PostAsync(
                number % 2 == 0 ? $"/api/hooks/{number:d43}" : $"/api/triggers/flow/0123456789abcdef01234567/{number:d43}", body);
            seen[response.StatusCode] = seen.GetValueOrDefault(response.StatusCode) + 1;
        }

        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.TooManyRequests], seen.Keys.Order());
        Assert.InRange(seen[HttpStatusCode.NotFound], 300, 700);
        var open = new DocumentQuery("due") { Limit = 1 };
        Assert.Empty((await host.Services.GetRequiredService<IDocumentStore>().QueryAsync(OpenDelivery.Collection, Tenant.System, open, default)).Items);
    }

    [Fact]
    public async Task A_webhook_takes_no_more_than_its_own_limit_whoever_sends()
    {
        var settings = new Dictionary<string, string?>
        {
            ["HiveFlow:Limits:Factor"] = "1",
            ["HiveFlow:Limits:Classes:hook:PerMinute"] = "1",
            ["HiveFlow:Limits:Classes:hook:Burst"] = "2",
        };
        await using var host = await TestHost.StartAsync(settings);
        var owner = (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!;
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner.Key.Reveal());
        using var flow = await host.Client.PostAsync("/api/flows", Json("""{"name":"f","nodes":[],"edges":[]}"""));
        var id = (await ApiHost.ReadAsync(flow, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
        List<string> addresses = [];
        for (var number = 0; number < 2; number++)
        {
            using var made = await host.Client.PostAsync($"/api/flows/{id}/webhooks", Json("""{"test":true}"""));
            addresses.Add($"/api/hooks/{(await ApiHost.ReadAsync(made, HttpStatusCode.Created))["webhook"]!["token"]}");
        }

        for (var left = 2; left >= 0; left--)
        {
            using var answer = await host.Client.PostAsync(addresses[0], Json("{}"));
            Assert.Equal(left > 0 ? HttpStatusCode.Accepted : HttpStatusCode.TooManyRequests, answer.StatusCode);
        }

        using var other = await host.Client.PostAsync(addresses[1], Json("{}"));
        Assert.Equal(HttpStatusCode.Accepted, other.StatusCode);
    }

    [Fact]
    public async Task An_unknown_flow_a_wrong_token_and_another_webhooks_token_look_alike()
    {
        var hook = await Hook.MakeAsync(api, """{"type":"simple"}""");
        var other = await Hook.MakeAsync(api, """{"type":"simple"}""");
        var bodies = new HashSet<string>();
        foreach (var path in new[]
        {
            $"api/triggers/flow/{hook.Flow}/{new string('x', 43)}",
            $"api/triggers/flow/0123456789abcdef01234567/{hook.Address.Split('/')[^1]}",
            $"api/triggers/flow/{hook.Flow}/{other.Address.Split('/')[^1]}",
            $"api/hooks/{hook.Address.Split('/')[^1]}",
        })
        {
            using var response = await api.SendAsync("POST", path, null, new StringContent("{}", null, "application/json"));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
            bodies.Add(await Problem.WithoutNamesAsync(response));
        }

        Assert.Single(bodies);
        Assert.Empty(await hook.RunsAsync());
    }

    private static StringContent Json(string text) => new(text, null, "application/json");

    private static string Sign(string secret, string body) =>
        "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)));
}
