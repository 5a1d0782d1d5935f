using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Credentials;

[Collection(ApiGroup.Name)]
public sealed class CredentialFunctionTests(ApiHost api)
{
    private const string Bearer =
        """{"name":"Tickets","type":"bearer","hosts":["api.example.com"],"data":{"token":"canary-0123456789"}}""";

    [Fact]
    public async Task A_credential_is_made_shown_changed_and_removed_without_ever_giving_its_secret_back()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        List<JsonNode> answers = [await client.CallAsync("POST", "api/credentials", Bearer, HttpStatusCode.Created)];
        var id = (string)answers[0]["credential"]!["id"]!;
        answers.Add(await client.CallAsync("GET", $"api/credentials/{id}"));
        answers.Add(await client.CallAsync("GET", "api/credentials"));
        answers.Add(await client.CallAsync("PUT", $"api/credentials/{id}", """{"name":"Other","version":1}"""));

        Assert.True((bool)answers[1]["credential"]!["hasCredentials"]!);
        Assert.Equal(("Other", 2), ((string)answers[3]["credential"]!["name"]!, (int)answers[3]["credential"]!["version"]!));
        Assert.Equal("version_conflict", await client.FailAsync("PUT", $"api/credentials/{id}", HttpStatusCode.Conflict, """{"name":"x","version":1}"""));
        Assert.Equal("credential_secret_needed", await client.FailAsync("PUT", $"api/credentials/{id}", (HttpStatusCode)422, """{"hosts":["evil.example.com"]}"""));
        Assert.All(answers, a => Assert.DoesNotContain("canary", a.ToJsonString(), StringComparison.Ordinal));
        await client.CallAsync("DELETE", $"api/credentials/{id}");
        Assert.Equal("not_found", await client.FailAsync("GET", $"api/credentials/{id}", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task The_types_say_what_is_secret()
    {
        var client = await FlowClient.OfAsync(api, api.Ada, "read");
        var types = (await client.CallAsync("GET", "api/credentials/types"))["types"]!.AsArray();

        Assert.Equal(16, types.Count);
        var openai = types.Single(t => (string)t!["type"]! == "openai")!;
        Assert.True((bool)openai["schema"]!["properties"]!["apiKey"]!["writeOnly"]!);
    }

    [Fact]
    public async Task One_that_flows_name_is_kept_until_it_is_forced()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await CreateAsync(client);
        await client.CreateAsync(NodeWith(id), name: "The flow");

        var refused = await client.SendAsync("DELETE", $"api/credentials/{id}");

        Assert.Contains("The flow", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        await client.CallAsync("DELETE", $"api/credentials/{id}?force=true");
    }

    [Fact]
    public async Task Somebody_elses_credential_can_not_be_saved_by_any_way_in()
    {
        var (ada, eve) = (await FlowClient.OfAsync(api, api.Ada), await FlowClient.OfAsync(api, api.Eve));
        var id = await CreateAsync(ada);
        var flow = await eve.CreateAsync();
        var body = $$"""{"name":"f","nodes":{{NodeWith(id)}},"edges":[]}""";

        Assert.Equal("credential_forbidden", await eve.FailAsync("POST", "api/flows", HttpStatusCode.Forbidden, body));
        Assert.Equal("credential_forbidden", await eve.FailAsync("PUT", $"api/flows/{flow}", HttpStatusCode.Forbidden, body));
        Assert.Equal("credential_forbidden", await eve.FailAsync("POST", $"api/flows/{flow}/nodes", HttpStatusCode.Forbidden, NodeWith(id)[1..^1]));
        Assert.Equal("credential_forbidden", await eve.FailAsync("POST", "api/flows/import", HttpStatusCode.Forbidden,
            body.Replace("{\"name\"", "{\"format\":\"hiveflow.flow/1\",\"description\":\"\",\"name\"", StringComparison.Ordinal)));
        Assert.Equal("not_found", await eve.FailAsync("GET", $"api/credentials/{id}", HttpStatusCode.NotFound));
        Assert.Equal("not_found", await eve.FailAsync("POST", $"api/credentials/{id}/test", HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_right_withdrawn_after_saving_fails_the_next_runs_step()
    {
        var ada = await FlowClient.OfAsync(api, api.Ada);
        var mate = await api.RegisterAsync($"mate-{Guid.NewGuid():N}@example.com", "Mate");
        var organization = (string)(await ada.CallAsync("GET", "api/organizations"))["organizations"]![0]!["id"]!;
        await JoinAsync(organization, mate);
        var id = await CreateAsync(ada, ",\"sharing\":\"organization\"");
        var flow = await ada.CreateAsync(NodeWith(id));
        (string, string)[] there = [("X-Organization-Id", organization)];

        var before = await RunAsync(mate, flow, there);
        await ada.CallAsync("PUT", $"api/credentials/{id}", """{"sharing":"private"}""");
        var after = await RunAsync(mate, flow, there);

        // What the host binding refuses was opened: the right was there.
        Assert.Equal(("outgoing_host_not_bound", "credential_forbidden"), (before, after));
    }

    [Fact]
    public async Task A_node_can_not_choose_a_credential_by_an_expression()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var id = await CreateAsync(client);
        var flow = await client.CreateAsync(
            """[{"id":"h","data":{"nodeType":"http","url":"https://api.example.com/","credentialId":"{{ inputs.id }}"}}]""");

        var ended = await client.CallAsync("POST", $"api/flows/{flow}/execute?wait=60", $$"""{"inputs":{"id":"{{id}}"} }""");

        Assert.Contains("credential_forbidden", ended.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_consent_needs_the_cookie_of_the_browser_that_began_it()
    {
        var client = await FlowClient.OfAsync(api, api.Ada);
        var made = await client.CallAsync("POST", "api/credentials", """
            {"name":"o","type":"oauth2","hosts":["api.example.com"],"data":{"grantType":"authorizationCode","authorizationUrl":"https://login.example.com/a",
             "tokenUrl":"https://login.example.com/t","clientId":"c"}}
            """, HttpStatusCode.Created);

        using var begun = await client.SendAsync("POST", $"api/credentials/{(string)made["credential"]!["id"]!}/oauth/start");
        var url = (string)JsonNode.Parse(await begun.Content.ReadAsStringAsync())!["authorizationUrl"]!;
        var state = url.Split("state=")[1].Split('&')[0];
        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"));

        Assert.Matches("^__Host-[^;]+; .*path=/; secure; samesite=lax; httponly$", cookie);
        Assert.Contains("code_challenge_method=S256", url, StringComparison.Ordinal);
        Assert.Equal("credential_consent_invalid", await Problem.CodeAsync(
            await api.SendAsync("GET", $"api/credentials/oauth/callback?state={state}&code=c"), HttpStatusCode.BadRequest));
        Assert.Equal("credential_consent_invalid", await Problem.CodeAsync(
            await api.SendAsync("GET", "api/credentials/oauth/callback?code=c"), HttpStatusCode.BadRequest));
    }

    private static string NodeWith(string credentialId) =>
        $$"""[{"id":"h","data":{"nodeType":"http","url":"https://not-bound.example.com/","credentialId":"{{credentialId}}" } }]""";

    private static async Task<string> CreateAsync(FlowClient client, string more = "") =>
        (string)(await client.CallAsync("POST", "api/credentials", Bearer[..^1] + more + "}", HttpStatusCode.Created))["credential"]!["id"]!;

    private async Task JoinAsync(string organization, ApiHost.Person person)
    {
        var profile = await ApiHost.ReadAsync(await api.SendAsync("GET", "api/auth/profile", person.Token), HttpStatusCode.OK);
        var user = (string)(profile["user"] ?? profile["profile"])!["id"]!;
        var member = new MemberDocument(organization, user, "member", TimeProvider.System.GetUtcNow());
        await api.Get<IDocumentStore>().WriteAsync(
            [DocumentWrite.Upsert(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(organization, user), member)], default);
    }

    private async Task<string> RunAsync(ApiHost.Person person, string flow, (string, string)[] headers)
    {
        using var content = new StringContent("{\"inputs\":{}}", System.Text.Encoding.UTF8, "application/json");
        var answer = await api.SendAsync("POST", $"api/flows/{flow}/execute?wait=60", person.Token, content, headers);
        var text = await answer.Content.ReadAsStringAsync();
        return text.Contains("credential_forbidden", StringComparison.Ordinal) ? "credential_forbidden"
            : text.Contains("outgoing_host_not_bound", StringComparison.Ordinal) ? "outgoing_host_not_bound"
            : text;
    }
}
