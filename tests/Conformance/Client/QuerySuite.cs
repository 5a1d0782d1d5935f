using HiveFlow.Conformance.Harness;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Client;

/// <summary>Listing instances.</summary>
public abstract class QuerySuite(EngineMode mode) : DurableSuite(mode)
{
    [Fact]
    public async Task Pages_hold_every_instance_once_and_the_last_has_no_token()
    {
        await using DurableHost host = await StartedAsync(21);

        List<Page<OrchestrationMetadata>> pages = await PagesAsync(host, new OrchestrationQuery(PageSize: 5));

        Assert.Equal([5, 5, 5, 5, 1], pages.Select(page => page.Values.Count));
        Assert.Null(pages[^1].ContinuationToken);
        Assert.Equal(21, pages.SelectMany(page => page.Values).Select(instance => instance.InstanceId).Distinct().Count());
    }

    [Fact]
    public async Task A_token_goes_on_where_its_page_ended_with_another_page_size()
    {
        await using DurableHost host = await StartedAsync(21);
        List<Page<OrchestrationMetadata>> first = await PagesAsync(host, new OrchestrationQuery(PageSize: 5));

        List<Page<OrchestrationMetadata>> rest = [];
        await foreach (Page<OrchestrationMetadata> page in host.Client.GetAllInstancesAsync().AsPages(first[1].ContinuationToken, 4))
        {
            rest.Add(page);
        }

        Assert.Equal([4, 4, 3], rest.Select(page => page.Values.Count));
        Assert.Equal(
            first.Skip(2).SelectMany(page => page.Values).Select(instance => instance.InstanceId).Order(),
            rest.SelectMany(page => page.Values).Select(instance => instance.InstanceId).Order());
    }

    [Fact]
    public async Task Every_condition_has_to_hold()
    {
        await using DurableHost host = await StartAsync(tasks => tasks
            .AddOrchestratorFunc("short", _ => 1)
            .AddOrchestratorFunc("waits", context => context.WaitForExternalEvent<string>("n")));
        await host.RunAsync("short", null, new StartOrchestrationOptions("a-1"));
        await host.StartAsync("waits", null, new StartOrchestrationOptions("a-2"));
        await host.PassAsync(TimeSpan.FromHours(1));
        DateTimeOffset later = Clock.GetUtcNow();
        await host.RunAsync("short", null, new StartOrchestrationOptions("a-3"));
        await host.RunAsync("short", null, new StartOrchestrationOptions("b-1"));

        Assert.Equal(["a-1", "a-2", "a-3"], await IdsAsync(host, new OrchestrationQuery(InstanceIdPrefix: "a-")));
        Assert.Equal(["a-2"], await IdsAsync(host, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Running])));
        Assert.Equal(["a-3", "b-1"], await IdsAsync(host, new OrchestrationQuery(CreatedFrom: later)));
        Assert.Equal(["a-1", "a-2"], await IdsAsync(host, new OrchestrationQuery(CreatedTo: later.AddMinutes(-1))));
        Assert.Equal(
            ["a-3"],
            await IdsAsync(host, new OrchestrationQuery(later, null, [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "a-")));
        Assert.Empty(await IdsAsync(host, new OrchestrationQuery(Statuses: [OrchestrationRuntimeStatus.Failed])));
    }

    [Theory]
    [InlineData("a_1")]
    [InlineData("a%")]
    public async Task A_prefix_is_text_and_no_pattern(string prefix)
    {
        await using DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc("short", _ => 1));
        await host.RunAsync("short", null, new StartOrchestrationOptions("ax1"));
        await host.RunAsync("short", null, new StartOrchestrationOptions($"{prefix}-own"));

        Assert.Equal([$"{prefix}-own"], await IdsAsync(host, new OrchestrationQuery(InstanceIdPrefix: prefix)));
    }

    [Fact]
    public async Task Inputs_and_outputs_come_when_they_are_asked_for()
    {
        await using DurableHost host = await StartedAsync(1);

        OrchestrationMetadata bare = Assert.Single((await PagesAsync(host, new OrchestrationQuery()))[0].Values);
        OrchestrationMetadata full = Assert.Single((await PagesAsync(host, new OrchestrationQuery(FetchInputsAndOutputs: true)))[0].Values);

        Assert.Throws<InvalidOperationException>(() => bare.ReadInputAs<int>());
        Assert.Equal((0, 0), (full.ReadInputAs<int>(), full.ReadOutputAs<int>()));
    }

    [Fact]
    public async Task No_instance_is_an_empty_list()
    {
        await using DurableHost host = await StartAsync(static _ => { });

        Assert.Empty(await IdsAsync(host, new OrchestrationQuery()));
    }

    private static async Task<string[]> IdsAsync(DurableHost host, OrchestrationQuery query)
    {
        List<string> ids = [];
        await foreach (OrchestrationMetadata instance in host.Client.GetAllInstancesAsync(query))
        {
            ids.Add(instance.InstanceId);
        }

        return [.. ids.Order(StringComparer.Ordinal)];
    }

    private static async Task<List<Page<OrchestrationMetadata>>> PagesAsync(DurableHost host, OrchestrationQuery query)
    {
        List<Page<OrchestrationMetadata>> pages = [];
        await foreach (Page<OrchestrationMetadata> page in host.Client.GetAllInstancesAsync(query).AsPages())
        {
            pages.Add(page);
        }

        return pages;
    }

    private async Task<DurableHost> StartedAsync(int count)
    {
        DurableHost host = await StartAsync(tasks => tasks.AddOrchestratorFunc<int, int>("short", (_, n) => n));
        for (int n = 0; n < count; n++)
        {
            await host.StartAsync("short", n);
        }

        await host.SettleAsync();
        return host;
    }
}
