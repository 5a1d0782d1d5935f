using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using HiveFlow.Functions.Webhooks;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using HiveFlow.Identity.Organizations;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>Redis away and back, as callers see it (part 3, 4 of the reliability promises).</summary>
[Collection(Alone.Name)]
public sealed class RedisAwayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    [RedisFact]
    public async Task Reading_goes_on_starting_is_503_and_all_is_well_within_five_seconds_of_its_return()
    {
        var server = await RedisProcess.StartAsync();
        await using var host = await TestHost.StartAsync(At(server));
        var owner = (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!;
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner.Key.Reveal());
        var flow = await CreateFlowAsync(host.Client);
        await ExecuteUntilAsync(host.Client, flow, HttpStatusCode.Accepted);

        await server.DisposeAsync();
        using (var paused = await ExecuteUntilAsync(host.Client, flow, HttpStatusCode.ServiceUnavailable))
        {
            Assert.Equal("starts_paused", await Problem.CodeAsync(paused, HttpStatusCode.ServiceUnavailable));
            Assert.Equal(2, paused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        }

        using (var read = await host.Client.GetAsync($"/api/flows/{flow}"))
        {
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
            Assert.True(read.Headers.Contains("RateLimit"));
        }

        await using var again = await RedisProcess.StartAsync(server.Port);
        var began = TimeProvider.System.GetTimestamp();
        using var accepted = await ExecuteUntilAsync(host.Client, flow, HttpStatusCode.Accepted);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, Promised);
    }

    [RedisFact]
    public async Task Deliveries_that_come_meanwhile_are_acknowledged_started_once_afterwards_and_nothing_else_is_charged_though_Redis_comes_back_empty()
    {
        var server = await RedisProcess.StartAsync();
        await using var host = await TestHost.StartAsync(At(server));
        var owner = (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!;
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner.Key.Reveal());
        var flow = await CreateFlowAsync(host.Client);
        using var resumed = await host.Client.PostAsync($"/api/flows/{flow}/resume", null);
        using var made = await host.Client.PostAsJsonAsync($"/api/flows/{flow}/webhooks", new { });
        var hook = new Uri((await ApiHost.ReadAsync(made, HttpStatusCode.Created))["webhook"]!["url"]!.GetValue<string>()).AbsolutePath;
        using var first = await host.Client.PostAsJsonAsync($"/api/flows/{flow}/execute?wait=60", new { inputs = new { } });
        await ApiHost.ReadAsync(first, HttpStatusCode.OK);
        var (before, held) = await BalanceAsync(host.Client);
        Assert.Equal(0, held);

        await server.DisposeAsync();
        (await ExecuteUntilAsync(host.Client, flow, HttpStatusCode.ServiceUnavailable)).Dispose();
        using var delivered = await host.Client.PostAsJsonAsync(hook, new { n = 1 });
        var run = (await ApiHost.ReadAsync(delivered, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        Assert.Equal((before, 0), await BalanceAsync(host.Client));
        using (var unknown = await host.Client.GetAsync($"/api/runs/{run}"))
        {
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

        await using var again = await RedisProcess.StartAsync(server.Port);
        await UntilAsync(async () =>
        {
            // As a new process does first: it does not wait for a put-off delivery's minute.
            var job = ActivatorUtilities.CreateInstance<DeliveryJob>(host.Services, ActivatorUtilities.CreateInstance<DeliveryStarter>(host.Services));
            await job.RunAsync(host.Services.GetRequiredService<DurableTaskClient>(), DateTimeOffset.MaxValue, default);
            using var shown = await host.Client.GetAsync($"/api/runs/{run}");
            return shown.StatusCode == HttpStatusCode.OK
                && (await ApiHost.ReadAsync(shown, HttpStatusCode.OK))["run"]!["status"]!.GetValue<string>() == "completed";
        });

        // A trigger alone costs 110; what is left is counted anew, from the ledger.
        Assert.Equal((before - 110, 0), await BalanceAsync(host.Client));
        var entries = (await ApiHost.ReadAsync(await host.Client.GetAsync("/api/credits/ledger"), HttpStatusCode.OK))["entries"]!.AsArray();
        Assert.Single(entries, entry => entry!["runId"]?.GetValue<string>() == run && entry["kind"]!.GetValue<string>() == "settlement");
        var organization = Assert.Single((await host.Services.GetRequiredService<OrganizationWalk>().PageAsync(null, 10, default)).Page);
        await UntilAsync(async () => (await host.Services.GetRequiredService<HotBalance>().TakeAsync(Tenant.Of(organization), 0, default)).Left == before - 110);
    }

    [RedisFact]
    public async Task Nothing_is_granted_from_thin_air_though_Redis_is_emptied_under_runs_that_start_and_is_killed_in_the_end()
    {
        const long Grant = 3_000;
        var server = await RedisProcess.StartAsync();
        await using var host = await TestHost.StartAsync(new Dictionary<string, string?>(At(server)) { ["HiveFlow:Credits:Plans:default"] = "3000" });
        var owner = (await host.Services.GetRequiredService<OwnerBootstrap>().RunAsync(default))!;
        host.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", owner.Key.Reveal());
        var flow = await CreateFlowAsync(host.Client);

        var starting = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var accepted = 0;
            for (var i = 0; i < 8; i++)
            {
                using var response = await host.Client.PostAsJsonAsync($"/api/flows/{flow}/execute", new { inputs = new { } });
                Assert.True(response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.PaymentRequired or HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}");
                accepted += response.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
            }

            return accepted;
        })).ToList();
        for (var i = 0; i < 8; i++)
        {
            await server.EmptyAsync();
            Assert.InRange((await BalanceAsync(host.Client)).Available, 0, Grant);
        }

        var accepted = (await Task.WhenAll(starting)).Sum();
        await server.DisposeAsync();
        await using var again = await RedisProcess.StartAsync(server.Port);
        await UntilAsync(async () =>
        {
            var (available, held) = await BalanceAsync(host.Client);
            Assert.InRange(available, 0, Grant);
            return held == 0;
        });

        // A trigger alone costs 110.
        var left = Grant - (110 * accepted);
        Assert.Equal(left, (await BalanceAsync(host.Client)).Available);
        var organization = Assert.Single((await host.Services.GetRequiredService<OrganizationWalk>().PageAsync(null, 10, default)).Page);
        await UntilAsync(async () =>
        {
            using var response = await host.Client.PostAsJsonAsync($"/api/flows/{flow}/execute", new { inputs = new { } });
            accepted += response.StatusCode == HttpStatusCode.Accepted ? 1 : 0;
            return response.StatusCode != HttpStatusCode.ServiceUnavailable;
        });
        Assert.InRange((await host.Services.GetRequiredService<HotBalance>().TakeAsync(Tenant.Of(organization), 0, default)).Left, 0, left);
    }

    private static Dictionary<string, string?> At(RedisProcess server) => new()
    {
        ["HiveFlow:Redis:ConnectionString"] = server.ConnectionString,
        ["HiveFlow:Redis:Timeout"] = "00:00:02",
    };

    private static async Task<(long Available, long Held)> BalanceAsync(HttpClient client)
    {
        using var shown = await client.GetAsync("/api/credits");
        var credits = (await ApiHost.ReadAsync(shown, HttpStatusCode.OK))["credits"]!;
        return (credits["available"]!.GetValue<long>(), credits["reserved"]!.GetValue<long>());
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It never came.");
        }
    }

    private static async Task<string> CreateFlowAsync(HttpClient client)
    {
        var nodes = new[] { new { id = "start", type = "custom", data = new { nodeType = "trigger", startNode = true } } };
        using var made = await client.PostAsJsonAsync("/api/flows", new { name = "one", nodes, edges = Array.Empty<object>() });
        return (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
    }

    private static async Task<HttpResponseMessage> ExecuteUntilAsync(HttpClient client, string flow, HttpStatusCode status)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var response = await client.PostAsJsonAsync($"/api/flows/{flow}/execute", new { inputs = new { } });
            if (response.StatusCode == status)
            {
                return response;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, $"Still {(int)response.StatusCode}.");
            response.Dispose();
        }
    }
}
