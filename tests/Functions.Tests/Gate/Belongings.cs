using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>
/// What the paths of routes name: something of Ada's, which is made here, or nobody's. Whoever adds a route with a parameter says here
/// what it is, so that the walk of strangers can try it with a real id.
/// </summary>
internal static class Belongings
{
    /// <summary>
    /// The parameters that name something of somebody's, as <c>segment before/{parameter}</c>, with the name of what <see cref="MakeAsync"/>
    /// made of that kind.
    /// </summary>
    private static readonly Dictionary<string, string> Owned = new()
    {
        ["flows/{id}"] = "flow",
        ["files/{id}"] = "file",
        ["runs/{id}"] = "run",
        ["api-keys/{id}"] = "key",
        ["identities/{id}"] = "identity",
        ["sessions/{id}"] = "session",
        ["credentials/{id}"] = "credential",
        ["servers/{id}"] = "server",
        ["organizations/{id}"] = "organization",
        ["members/{userId}"] = "user",
        ["users/{id}"] = "user",
        ["invitations/{id}"] = "invitation",
        ["connections/{id}"] = "connection",
        ["domains/{id}"] = "domain",
        ["origins/{id}"] = "origin",
    };

    /// <summary>The parameters that name something inside of what the path names before, or nobody's; with a value to use.</summary>
    private static readonly Dictionary<string, string> Others = new()
    {
        ["nodes/{nodeId}"] = "t",
        ["approve/{nodeId}"] = "w",
        ["reject/{nodeId}"] = "w",
        ["events/{name}"] = "go",
        ["connections/{edgeId}"] = "e",
        ["versions/{number}"] = "1",
        ["by-app-instance/{instanceId}"] = "instance",
        ["signed/{token}"] = "token",
        ["batches/{batchId}"] = "0123456789abcdef01234567",
        ["schedules/{scheduleId}"] = "0123456789abcdef01234567",
        ["parts/{token}"] = "token",
        ["deliveries/{deliveryId}"] = "0123456789abcdef01234567",
        ["webhooks/{webhookId}"] = "0123456789abcdef01234567",
        ["flow/{flowId}"] = "0123456789abcdef01234567",
        ["{flowId}/{token}"] = "token",
        ["sso/{connection}"] = "0123456789abcdef01234567",
        ["saml/{connection}"] = "0123456789abcdef01234567",
    };

    /// <summary>Bodies that would do, of functions that take more than <c>{}</c>.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["Batches_Create"] = """{"inputs":[{}]}""",
        ["DeadLetters_Retry"] = """{"flowId":"0123456789abcdef01234567"}""",
        ["DeadLetters_Dismiss"] = """{"flowId":"0123456789abcdef01234567"}""",
        ["Connections_Create"] = """{"source":"t","target":"w"}""",
        ["Connections_Replace"] = """{"source":"t","target":"w"}""",
        ["Credentials_Replace"] = """{"name":"x"}""",
        ["McpServers_Replace"] = """{"description":"x"}""",
        ["Members_ChangeRole"] = """{"role":"viewer"}""",
        ["Organizations_Rename"] = """{"name":"x"}""",
        ["Organizations_PutSettings"] = """{"requireTotp":false}""",
        ["Organizations_Transfer"] = """{"userId":"0123456789abcdef01234567"}""",
        ["Flows_Replace"] = """{"name":"x","nodes":[],"edges":[]}""",
        ["Flows_Rename"] = """{"name":"x"}""",
        ["Flows_SetExecutionState"] = """{"executionState":"active"}""",
        ["Billing_Checkout"] = """{"pack":"small"}""",
        ["Credits_Grant"] = """{"organizationId":"0123456789abcdef01234567","amount":1,"reason":"x"}""",
        ["Operator_SetLogLevel"] = """{"category":"HiveFlow","level":"debug","minutes":1}""",
        ["Flows_Archive"] = """{"archived":true}""",
    };

    /// <summary>The query parameters that name something of somebody's, with what was made of that kind.</summary>
    private static readonly Dictionary<string, string> OwnedFilters = new() { ["flowId"] = "flow", ["triggerId"] = "webhook", ["target"] = "key", ["actor"] = "user" };

    /// <summary>The query parameters that name nothing.</summary>
    private static readonly HashSet<string> OtherFilters =
    [
        "limit", "cursor", "status", "from", "to", "after", "wait", "runs", "action", "force", "client", "redirect_uri", "state", "code", "error",
        "code_challenge", "code_challenge_method", "intent", "name", "folder", "by", "trigger",
    ];

    private static Dictionary<string, string>? made;

    /// <summary>What of Ada's there is, by kind.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> OfAdaAsync(ApiHost api) => made ??= await MakeAsync(api);

    /// <summary>Whether a function's path names something of somebody's.</summary>
    public static bool IsOwned(FunctionRule rule) => Places(rule).Any(Owned.ContainsKey);

    /// <summary>The query parameters of a function that name something of somebody's, with the kind.</summary>
    public static IEnumerable<(string Name, string Kind)> FiltersOf(FunctionRule rule) =>
        Routes.QueriesOf(rule).Where(OwnedFilters.ContainsKey).Select(name => (name, OwnedFilters[name]));

    /// <summary>A path with ids of those kinds.</summary>
    public static string Path(FunctionRule rule, IReadOnlyDictionary<string, string> ids)
    {
        var parts = rule.Route.Template.Split('/');
        for (var i = 1; i < parts.Length; i++)
        {
            if (parts[i].StartsWith('{'))
            {
                var place = Place(parts, i);
                parts[i] = Owned.TryGetValue(place, out var kind) ? ids[kind] : Others[place];
            }
        }

        return "/" + string.Join('/', parts);
    }

    /// <summary>A body that would do, or none.</summary>
    public static StringContent? Body(FunctionRule rule, string method) => method is "POST" or "PUT" or "PATCH"
        ? new StringContent(Bodies.GetValueOrDefault(rule.Name, "{}"), Encoding.UTF8, "application/json")
        : null;

    /// <summary>What nobody has said the meaning of, as sentences that say where to.</summary>
    public static IEnumerable<string> Unknown(FunctionRule rule)
    {
        const string File = "tests/Functions.Tests/Gate/Belongings.cs";
        foreach (var place in Places(rule).Where(place => !Owned.ContainsKey(place) && !Others.ContainsKey(place)))
        {
            yield return $"{rule.Name}: whose is what {place} names? Say in {File}: Owned, with one of Ada's made in MakeAsync, or Others.";
        }

        foreach (var name in Routes.QueriesOf(rule).Where(name => !OwnedFilters.ContainsKey(name) && !OtherFilters.Contains(name)))
        {
            yield return $"{rule.Name}: does the query parameter {name} name something of somebody's? Say in {File}: OwnedFilters or OtherFilters.";
        }
    }

    private static IEnumerable<string> Places(FunctionRule rule)
    {
        var parts = rule.Route.Template.Split('/');
        return rule.Route.IsCatchAll ? [] : Enumerable.Range(1, parts.Length - 1).Where(i => parts[i].StartsWith('{')).Select(i => Place(parts, i));
    }

    private static string Place(string[] parts, int i) => $"{parts[i - 1]}/{{{parts[i].Trim('{', '}').Split(':')[0]}}}";

    private static async Task<Dictionary<string, string>> MakeAsync(ApiHost api)
    {
        const string Nodes = """
            [{"id":"t","type":"custom","data":{"nodeType":"trigger","startNode":true}},{"id":"w","type":"custom","data":{"nodeType":"delay","seconds":86400}}]
            """;
        var flow = await MakeAsync(api, "api/flows", $$"""{"name":"x","nodes":{{Nodes}},"edges":[{"id":"e","source":"t","target":"w"}]}""", "flow", HttpStatusCode.Created);
        var id = flow["id"]!.GetValue<string>();
        await MakeAsync(api, $"api/flows/{id}/publish", "{}", null, HttpStatusCode.Created);
        var run = await MakeAsync(api, $"api/flows/{id}/execute", "{}", null, HttpStatusCode.Accepted);
        return new Dictionary<string, string>
        {
            ["flow"] = id,
            ["run"] = run["executionId"]!.GetValue<string>(),
            ["webhook"] = Id(await MakeAsync(api, $"api/flows/{id}/webhooks", """{"type":"simple"}""", "webhook", HttpStatusCode.Created)),
            ["file"] = Id(await MakeAsync(api, "api/files?name=x.json", "{}", "file", HttpStatusCode.Created)),
            ["key"] = (await api.NewKeyAsync(api.Ada, "read")).Id,
            ["identity"] = await MakeIdentityAsync(api),
            ["credential"] = Id(await MakeAsync(
                api, "api/credentials", """{"name":"x","type":"bearer","hosts":["api.example.com"],"data":{"token":"secret"}}""", "credential", HttpStatusCode.Created)),
            ["server"] = await NamedAsync(api, "api/mcp/servers", """{"name":"x","url":"https://mcp.example.com"}""", "server"),
            ["session"] = await SessionAsync(api),
            ["organization"] = (await api.CallerAsync(api.Ada)).OrganizationId.ToString(),
            ["user"] = (await api.CallerAsync(api.Ada)).UserId.ToString(),
            ["invitation"] = Id(await MakeAsync(
                api, "api/invitations", """{"email":"guest@example.com"}""", "invitation", HttpStatusCode.Created)),
            ["connection"] = await NamedAsync(
                api, "api/sso/connections", """{"kind":"oidc","name":"x","oidc":{"issuer":"https://login.example.com","clientId":"c"}}""", "connection"),
            ["domain"] = await NamedAsync(api, "api/sso/domains", """{"domain":"ada.example"}""", "domain"),
            ["origin"] = await NamedAsync(api, "api/origins", """{"origin":"https://app.ada.example"}""", "origin"),
        };
    }

    private static async Task<string> NamedAsync(ApiHost api, string path, string json, string name) =>
        (await MakeAsync(api, path, json, name, HttpStatusCode.Created))["id"]!.GetValue<string>();

    // A login from outside takes a provider, which other tests have; here its record is enough.
    private static async Task<string> MakeIdentityAsync(ApiHost api)
    {
        var userId = (await api.CallerAsync(api.Ada)).UserId.ToString();
        var id = DocumentId.New(TimeProvider.System).ToString();
        var identity = new OutsideIdentityDocument("github", "https://github.com", "1", userId, null, TimeProvider.System.GetUtcNow(), null);
        await api.Get<IDocumentStore>().WriteAsync([DocumentWrite.Insert(OutsideIdentityDocument.Collection, Tenant.System, id, identity)], default);
        return id;
    }

    private static async Task<string> SessionAsync(ApiHost api)
    {
        using var response = await api.SendAsync("GET", "api/auth/sessions", api.Ada.Token);
        return Id((await ApiHost.ReadAsync(response, HttpStatusCode.OK))["sessions"]![0]!);
    }

    private static string Id(JsonNode made) => made["id"]!.GetValue<string>();

    private static async Task<JsonNode> MakeAsync(ApiHost api, string path, string json, string? name, HttpStatusCode expected)
    {
        using var response = await api.SendAsync("POST", path, api.Ada.Token, new StringContent(json, Encoding.UTF8, "application/json"));
        var answer = await ApiHost.ReadAsync(response, expected);
        return name is null ? answer : answer[name]!;
    }
}
