using System.Net;
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
        var isLeft = await new ZombieJob(api.Get<OrganizationWalk>(), sweep, api.Get<IDocumentStore>(), clock)
            .RunAsync(durable, clock.GetUtcNow().AddSeconds(40), default);

        Assert.False(isLeft);
        foreach (var (client, run) in new[] { (ada, dead), (eve, other) })
        {
            var shown = (await client.CallAsync("GET", $"api/runs/{run}"))["run"]!;
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

    private static async Task<string> StartAsync(FlowClient client)
    {
        var flow = await client.CreateAsync(
            """[{"id":"a","type":"custom","data":{"nodeType":"delay","seconds":86400,"startNode":true}},{"id":"b","type":"custom","data":{"nodeType":"set","values":{"x":1}}}]""",
            """[{"id":"e","source":"a","target":"b"}]""");
        return (await client.CallAsync("POST", $"api/flows/{flow}/execute", "{}", HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
    }
}
