using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Bootstrap;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>Redis away and back, as callers see it (part 3, 4 of the reliability promises).</summary>
public sealed class RedisAwayTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [RedisFact]
    public async Task Reading_goes_on_starting_is_503_and_all_is_well_within_five_seconds_of_its_return()
    {
        var server = await RedisProcess.StartAsync();
        await using var host = await TestHost.StartAsync(new Dictionary<string, string?> { ["HiveFlow:Redis:ConnectionString"] = server.ConnectionString });
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
        using var accepted = await ExecuteUntilAsync(host.Client, flow, HttpStatusCode.Accepted);
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
