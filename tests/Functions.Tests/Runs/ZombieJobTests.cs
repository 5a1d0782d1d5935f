using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Runs;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Identity.Organizations;
using HiveFlow.Orchestrations.Credits;
using HiveFlow.Orchestrations.Queueing;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Orchestrations.Sweeping;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Runs;

[Collection(ApiGroup.Name)]
public sealed class ZombieJobTests(ApiHost api)
{
    [Fact]
    public async Task Zombies_of_every_organization_are_found_and_whoever_asks_is_told()
    {
        var durable = api.Get<DurableTaskClient>();
        var (ada, eve) = (await FlowClient.OfAsync(api, api.Ada), await FlowClient.OfAsync(api, api.Eve));
        var (dead, other) = (await StartAsync(ada), await StartAsync(eve));
        foreach (var run in new[] { dead, other })
        {
            await durable.TerminateInstanceAsync(run);
            await durable.WaitForInstanceCompletionAsync(run);
        }

        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddMinutes(6));
        var sweep = new ZombieSweep(
            api.Get<RunStore>(), api.Get<RunEnder>(), api.Get<RunChildren>(), api.Get<RunCharges>(), api.Get<QueuedRuns>(), Options.Create(new RunsOptions()), clock, NullLogger<ZombieSweep>.Instance);
        var job = new ZombieJob(api.Get<OrganizationWalk>(), sweep, api.Get<IDocumentStore>(), clock);
        foreach (var (client, run) in new[] { (ada, dead), (eve, other) })
        {
            // Goes on where the last call stopped, which may be the host's own that is half way round: then the next one begins anew.
            var began = TimeProvider.System.GetTimestamp();
            var shown = await ShownAsync(client, run);
            while (shown["failure"] is null)
            {
                Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60), shown.ToJsonString());
                Assert.False(await job.RunAsync(durable, clock.GetUtcNow().AddSeconds(40), default));
                shown = await ShownAsync(client, run);
            }

            Assert.Equal(("failed", "zombie"), (shown["status"]!.GetValue<string>(), shown["failure"]!["code"]!.GetValue<string>()));
        }
    }

    [Fact]
    public void Times_outside_their_bounds_are_refused()
    {
        var validator = new RunsOptionsValidator();

        Assert.True(validator.Validate(null, new RunsOptions { OrphanedAfter = TimeSpan.FromSeconds(59) }).Failed);
        Assert.True(validator.Validate(null, new RunsOptions { StuckAfter = TimeSpan.FromMinutes(34) }).Failed);
        Assert.True(validator.Validate(null, new RunsOptions()).Succeeded);
    }

    private static async Task<JsonNode> ShownAsync(FlowClient client, string run) => (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;

    private static async Task<string> StartAsync(FlowClient client)
    {
        var flow = await client.CreateAsync(
            """[{"id":"a","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}},{"id":"b","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]""",
            """[{"id":"e","source":"a","target":"b"}]""");
        return (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
    }
}
