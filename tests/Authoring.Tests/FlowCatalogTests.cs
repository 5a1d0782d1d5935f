using System.Text.Json;
using HiveFlow.Authoring.Credentials;
using HiveFlow.Authoring.Editing;
using HiveFlow.Authoring.Freezing;
using HiveFlow.Authoring.Versions;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Tests;

public sealed class FlowCatalogTests : IAsyncLifetime
{
    private readonly FreshStore.FreshStore store = new(
        Flow.Collection, FlowVersion.Collection, FlowSnapshot.Collection, AppInstanceLink.Collection, CredentialLink.Collection, Counter.Collection);

    private readonly FlowCatalog catalog;
    private readonly FlowVersions versions;

    public FlowCatalogTests()
    {
        catalog = new FlowCatalog(store.Documents, new FlowCredentials((_, user, named, _) => ValueTask.FromResult<Error?>(
            user == "keeper" ? null : RequestErrors.Invalid(named[0].Path, "not yours"))), store.Clock);
        versions = new FlowVersions(store.Documents, catalog, store.Clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await store.DisposeAsync();

    [Fact]
    public async Task A_new_flow_is_a_paused_draft_of_version_1()
    {
        var flow = await CreateAsync(Draft());

        var stored = (await catalog.GetAsync(store.Tenant, flow.Id, default))!.Document;
        Assert.Equal((FlowStatus.Draft, FlowStatus.Paused, 1L), (stored.Status, stored.ExecutionState, stored.Version));
    }

    [Fact]
    public async Task Unknown_fields_are_given_back_and_the_server_s_own_are_ignored()
    {
        var draft = JsonSerializer.Deserialize<FlowDraft>(
            """{"name":"n","colour":"red","owner":"mallory","processCount":99,"id":"000000000000000000000000","nodes":[{"id":"a","x":{"y":1}}]}""",
            JsonSerializerOptions.Web)!;

        var flow = (await catalog.GetAsync(store.Tenant, (await CreateAsync(draft)).Id, default))!.Document;

        Assert.Equal("user", flow.Owner);
        Assert.Equal("red", Assert.Single(flow.Extra, field => field.Key == "colour").Value.GetString());
        Assert.Single(flow.Extra);
        Assert.Equal("""[{"id":"a","x":{"y":1}}]""", flow.Nodes.GetRawText());
    }

    [Fact]
    public async Task A_field_called_as_one_of_the_server_s_own_but_for_its_capitals_is_kept_and_changes_nothing()
    {
        var given = new Dictionary<string, JsonElement>
        {
            ["Owner"] = Json("\"mallory\""),
            ["ID"] = Json("\"000000000000000000000000\""),
            ["Status"] = Json("\"active\""),
            ["executionstate"] = Json("\"active\""),
            ["PublishedVersion"] = Json("7"),
        };
        var made = await CreateAsync(Draft() with { Extra = given });

        var flow = (await catalog.GetAsync(store.Tenant, made.Id, default))!.Document;

        Assert.Equal(
            (made.Id, "user", FlowStatus.Draft, FlowStatus.Paused, 0), (flow.Id, flow.Owner, flow.Status, flow.ExecutionState, flow.PublishedVersion));
        Assert.Equal(given.Keys.Order(StringComparer.Ordinal), flow.Extra.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Unknown_fields_count_into_a_flow_s_size_however_many_saves_brought_them()
    {
        var flow = await CreateAsync(Draft());
        var large = Json($"\"{new string('x', 600 * 1024)}\"");
        Assert.True((await SaveAsync("a")).IsSuccess);

        Assert.Equal(FlowErrors.TooLargeCode, (await SaveAsync("b")).Error?.Code);

        Task<Result<Flow>> SaveAsync(string name) =>
            catalog.ReplaceAsync(store.Tenant, "user", flow.Id, new FlowDraft { Extra = new() { [name] = large } }, default);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("line\nbreak")]
    [InlineData("right\u202Eleft")]
    public async Task A_name_that_is_empty_or_plays_tricks_is_refused(string name)
    {
        var made = await catalog.CreateAsync(store.Tenant, "user", Draft() with { Name = name }, default);

        Assert.Equal(RequestErrors.InvalidCode, made.Error?.Code);
        Assert.Contains("name", made.Error!.Fields.Keys);
    }

    [Fact]
    public async Task A_change_for_an_older_version_is_a_conflict()
    {
        var flow = await CreateAsync(Draft());
        await catalog.ReplaceAsync(store.Tenant, "user", flow.Id, new FlowDraft { Description = "one", Version = 1 }, default);

        var late = await catalog.ReplaceAsync(store.Tenant, "user", flow.Id, new FlowDraft { Description = "two", Version = 1 }, default);

        Assert.Equal(RequestErrors.VersionConflictCode, late.Error?.Code);
        Assert.Equal("one", (await catalog.GetAsync(store.Tenant, flow.Id, default))!.Document.Description);
    }

    [Fact]
    public async Task Parallel_changes_of_different_parts_are_all_kept()
    {
        var flow = await CreateAsync(Draft());

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(n => Task.Run(() => catalog.ChangeAsync(
            store.Tenant,
            "user",
            flow.Id,
            null,
            present =>
            {
                var content = FlowContent.Of(present);
                return content.AddNode(Json($$"""{"id":"n{{n}}"}""")) is { } error ? error : content.PutInto(present);
            },
            default))));

        Assert.All(results, result => Assert.True(result.IsSuccess));
        var stored = (await catalog.GetAsync(store.Tenant, flow.Id, default))!.Document;
        Assert.Equal(6, stored.Version);
        Assert.Equal(5, stored.Nodes.GetArrayLength());
    }

    [Fact]
    public async Task Flows_are_listed_last_changed_or_run_first()
    {
        var a = await CreateAsync(Draft());
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        var b = await CreateAsync(Draft());
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal([b.Id, a.Id], await ListAsync());

        var touch = catalog.Touch((await catalog.GetAsync(store.Tenant, a.Id, default))!);
        await store.Documents.WriteAsync([touch!], default);

        Assert.Equal([a.Id, b.Id], await ListAsync());
        Assert.Null(catalog.Touch((await catalog.GetAsync(store.Tenant, a.Id, default))!));
        Assert.Equal(1, (await catalog.GetAsync(store.Tenant, a.Id, default))!.Document.Version);
    }

    [Fact]
    public async Task Pause_resume_and_archive_set_status_and_execution_state_together()
    {
        var flow = await CreateAsync(Draft());

        var resumed = await catalog.SetStateAsync(store.Tenant, flow.Id, FlowStatus.Active, default);
        Assert.Equal(("active", "active"), (resumed.Value!.Status, resumed.Value.ExecutionState));
        var archived = await catalog.ArchiveAsync(store.Tenant, flow.Id, true, default);
        Assert.Equal(("archived", "paused"), (archived.Value!.Status, archived.Value.ExecutionState));
        var refused = await catalog.SetStateAsync(store.Tenant, flow.Id, FlowStatus.Active, default);
        Assert.Equal(FlowErrors.ArchivedCode, refused.Error?.Code);
    }

    [Fact]
    public async Task Flows_are_found_by_the_app_instances_they_hold()
    {
        var node = """{"id":"a","data":{"nodeType":"hiveapp","instanceId":"i-1"}}""";
        var flow = await CreateAsync(Draft() with { Nodes = Json($"[{node}]") });
        await CreateAsync(Draft());
        Assert.Equal([flow.Id], (await catalog.ByAppInstanceAsync(store.Tenant, "i-1", default)).Select(f => f.Id));

        await catalog.ReplaceAsync(store.Tenant, "user", flow.Id, new FlowDraft { Nodes = Json("[]") }, default);

        Assert.Empty(await catalog.ByAppInstanceAsync(store.Tenant, "i-1", default));
    }

    [Fact]
    public async Task Removing_a_node_removes_its_edges()
    {
        var flow = await CreateAsync(Draft() with
        {
            Nodes = Json("""[{"id":"a"},{"id":"b"},{"id":"c"}]"""),
            Edges = Json("""[{"id":"1","source":"a","target":"b"},{"id":"2","source":"b","target":"c"},{"id":"3","source":"a","target":"c"}]"""),
        });
        var content = FlowContent.Of(flow);

        Assert.Null(content.RemoveNode("b"));

        Assert.Equal(["3"], content.Edges.Select(edge => JsonObjects.Text(edge, "id")));
        Assert.Equal(RequestErrors.NotFoundCode, content.RemoveNode("b")?.Code);
    }

    [Fact]
    public void An_edge_needs_two_nodes_and_a_new_id()
    {
        var content = FlowContent.Of(Empty() with { Nodes = Json("""[{"id":"a"},{"id":"b"}]""") });

        Assert.Null(content.AddEdge(Json("""{"id":"1","source":"a","target":"b"}""")));
        Assert.Equal(FlowErrors.DuplicateIdCode, content.AddEdge(Json("""{"id":"1","source":"a","target":"b"}"""))?.Code);
        Assert.Equal("target", content.AddEdge(Json("""{"id":"2","source":"a","target":"x"}"""))?.Fields.Keys.Single());
    }

    [Fact]
    public async Task A_published_version_stays_as_it_was_and_can_be_brought_back()
    {
        var flow = await CreateAsync(Draft() with { Nodes = Json("""[{"id":"old"}]""") });
        Assert.Equal(1, (await versions.PublishAsync(store.Tenant, flow.Id, "user", default)).Value!.Number);
        await catalog.ReplaceAsync(store.Tenant, "user", flow.Id, new FlowDraft { Nodes = Json("""[{"id":"new"}]""") }, default);
        Assert.Equal(2, (await versions.PublishAsync(store.Tenant, flow.Id, "user", default)).Value!.Number);

        var restored = await versions.RestoreAsync(store.Tenant, "user", flow.Id, 1, default);

        Assert.Equal("""[{"id":"old"}]""", restored.Value!.Nodes.GetRawText());
        Assert.Equal([2, 1], (await versions.ListAsync(store.Tenant, flow.Id, 10, null, default)).Items.Select(v => v.Document.Number));
        Assert.Null(await versions.GetAsync(Tenant.Of(DocumentId.New(store.Clock)), flow.Id, 1, default));
    }

    [Fact]
    public async Task A_version_holds_the_other_fields_too_and_brings_them_back()
    {
        var flow = await CreateAsync(Draft() with { Extra = new() { ["inputSchema"] = Json("""{"type":"object"}""") } });
        await versions.PublishAsync(store.Tenant, flow.Id, "user", default);
        var later = new FlowDraft { Extra = new() { ["inputSchema"] = Json("true"), ["colour"] = Json("\"red\"") } };
        await catalog.ReplaceAsync(store.Tenant, "user", flow.Id, later, default);
        await versions.PublishAsync(store.Tenant, flow.Id, "user", default);

        var diff = FlowDiff.Between(await VersionAsync(1), await VersionAsync(2));
        await versions.RestoreAsync(store.Tenant, "user", flow.Id, 1, default);

        Assert.Equal([("colour", "added"), ("inputSchema", "changed")], diff.Flow.Select(field => (field.Path, field.Change)).Order());
        var restored = (await catalog.GetAsync(store.Tenant, flow.Id, default))!.Document.Extra;
        Assert.Equal("""{"type":"object"}""", Assert.Single(restored).Value.GetRawText());

        async Task<FlowVersion> VersionAsync(int number) => (await versions.GetAsync(store.Tenant, flow.Id, number, default))!;
    }

    [Fact]
    public async Task An_unchanged_flow_is_frozen_once_and_found_again_by_another_instance()
    {
        var types = new NodeTypeCatalog([]);
        using var here = new FrozenFlows(store.Documents, types);
        using var there = new FrozenFlows(store.Documents, types);
        var nodes = Json("""[{"id":"a","data":{"nodeType":"set"}}]""");

        var first = await here.FreezeAsync(store.Tenant, nodes, Json("[]"), default);
        var again = await here.FreezeAsync(store.Tenant, nodes, Json("[]"), default);
        var other = await here.FreezeAsync(Tenant.Of(DocumentId.New(store.Clock)), nodes, Json("[]"), default);

        Assert.Same(first, again);
        Assert.NotEqual(first.Hash, other.Hash);

        // What was written ahead is there when a later write is; in a run that is the run's own.
        await CreateAsync(Draft());
        var found = await there.GetAsync(store.Tenant, first.Hash, default);
        Assert.Equal("a", Assert.Single(found!.Plan.Nodes).Id);
        Assert.Null(await there.GetAsync(Tenant.System, first.Hash, default));
    }

    [Fact]
    public async Task A_deleted_flow_is_gone_with_its_links()
    {
        var flow = await CreateAsync(Draft() with { Nodes = Json("""[{"id":"a","data":{"nodeType":"hiveapp","instanceId":"i"}}]""") });

        Assert.True((await catalog.DeleteAsync(store.Tenant, flow.Id, null, default)).IsSuccess);

        Assert.Null(await catalog.GetAsync(store.Tenant, flow.Id, default));
        Assert.Empty(await catalog.ByAppInstanceAsync(store.Tenant, "i", default));
        Assert.Equal(RequestErrors.NotFoundCode, (await catalog.DeleteAsync(store.Tenant, flow.Id, null, default)).Error?.Code);
    }

    private static FlowDraft Draft() => new() { Name = "flow" };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static Flow Empty() => new()
    {
        Id = "000000000000000000000000",
        Name = "n",
        Status = FlowStatus.Draft,
        ExecutionState = FlowStatus.Paused,
        Nodes = Json("[]"),
        Edges = Json("[]"),
        Owner = "user",
        Version = 1,
        CreatedAt = default,
        UpdatedAt = default,
        ActiveAt = default,
    };

    private async Task<Flow> CreateAsync(FlowDraft draft) => (await catalog.CreateAsync(store.Tenant, "user", draft, default)).Value!;

    private async Task<IEnumerable<string>> ListAsync() =>
        (await catalog.ListAsync(store.Tenant, new FlowFilter(null, 50, null), default)).Items.Select(flow => flow.Id);
}
