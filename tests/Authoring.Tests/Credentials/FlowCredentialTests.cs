using System.Text.Json;
using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Tests.Credentials;

/// <summary>Every way in asks the one rule; here only the keeper may use credentials.</summary>
public sealed class FlowCredentialTests : IAsyncLifetime
{
    private const string Keeper = "keeper";
    private const string Stranger = "stranger";
    private const string Secret = "0123456789abcdef01234567";
    private const string Node = """{"id":"a","data":{"nodeType":"http","tools":[{"credentialId":"0123456789abcdef01234567"}]}}""";

    private readonly FreshStore.FreshStore store = new(
        Flow.Collection, FlowVersion.Collection, AppInstanceLink.Collection, CredentialLink.Collection, Counter.Collection);

    private readonly FlowCatalog catalog;
    private readonly FlowVersions versions;

    public FlowCredentialTests()
    {
        var rule = new FlowCredentials((_, user, named, _) => ValueTask.FromResult<Error?>(
            user == Keeper ? null : RequestErrors.Invalid(named[0].Path, "not yours")));
        catalog = new FlowCatalog(store.Documents, rule, store.Clock);
        versions = new FlowVersions(store.Documents, catalog, store.Clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_flow_that_names_a_credential_is_made_only_by_who_may_use_it()
    {
        Assert.True((await catalog.CreateAsync(store.Tenant, Keeper, Draft(Node), default)).IsSuccess);

        var refused = await catalog.CreateAsync(store.Tenant, Stranger, Draft(Node), default);

        Assert.Equal("nodes[0].data.tools[0].credentialId", Assert.Single(refused.Error!.Fields).Key);
    }

    [Fact]
    public async Task Every_way_to_change_a_flow_asks()
    {
        var plain = (await catalog.CreateAsync(store.Tenant, Stranger, Draft("""{"id":"b"}"""), default)).Value!.Id;
        var kept = (await catalog.CreateAsync(store.Tenant, Keeper, Draft(Node), default)).Value!.Id;
        await versions.PublishAsync(store.Tenant, kept, Keeper, default);
        await catalog.ReplaceAsync(store.Tenant, Keeper, kept, Draft("""{"id":"b"}"""), default);

        Assert.False((await catalog.ReplaceAsync(store.Tenant, Stranger, plain, Draft(Node), default)).IsSuccess);
        Assert.False((await catalog.EditAsync(store.Tenant, Stranger, plain, content => content.AddNode(Json(Node)), default)).IsSuccess);
        Assert.False((await catalog.EditAsync(store.Tenant, Stranger, plain, content => content.ReplaceNode("b", Json(Node)), default)).IsSuccess);
        Assert.False((await versions.RestoreAsync(store.Tenant, Stranger, kept, 1, default)).IsSuccess);
        Assert.True((await versions.RestoreAsync(store.Tenant, Keeper, kept, 1, default)).IsSuccess);
        Assert.Equal(1, (await catalog.GetAsync(store.Tenant, plain, default))!.Document.Version);
    }

    [Fact]
    public async Task Who_may_not_use_it_may_rename_and_pause_the_flow_but_not_change_what_it_does()
    {
        var flow = (await catalog.CreateAsync(store.Tenant, Keeper, Draft(Node), default)).Value!.Id;

        Assert.True((await catalog.ReplaceAsync(store.Tenant, Stranger, flow, new FlowDraft { Name = "other" }, default)).IsSuccess);
        Assert.True((await catalog.SetStateAsync(store.Tenant, flow, FlowStatus.Active, default)).IsSuccess);
        Assert.False((await catalog.EditAsync(store.Tenant, Stranger, flow, content => content.AddNode(Json("""{"id":"c"}""")), default)).IsSuccess);
        Assert.True((await catalog.EditAsync(store.Tenant, Stranger, flow, content => content.RemoveNode("a"), default)).IsSuccess);
    }

    [Fact]
    public async Task The_flows_that_name_a_credential_are_known_until_they_do_not_any_more()
    {
        var flow = (await catalog.CreateAsync(store.Tenant, Keeper, Draft(Node), default)).Value!.Id;

        Assert.Equal(flow, Assert.Single(await catalog.ByCredentialAsync(store.Tenant, Secret, default)).Id);
        await catalog.EditAsync(store.Tenant, Keeper, flow, content => content.RemoveNode("a"), default);
        Assert.Empty(await catalog.ByCredentialAsync(store.Tenant, Secret, default));
    }

    private static FlowDraft Draft(string nodes) => new() { Name = "flow", Nodes = Json($"[{nodes}]"), Edges = Json("[]") };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
