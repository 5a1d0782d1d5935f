using System.Net;
using System.Net.Http.Json;
using HiveFlow.Audit;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.ApiKeys;

[Collection(ApiGroup.Name)]
public sealed class ApiKeyFunctionTests(ApiHost api)
{
    [Fact]
    public async Task A_key_is_shown_once_works_and_is_over_the_moment_it_is_revoked()
    {
        var (id, key) = await api.NewKeyAsync(api.Ada, "read");
        Assert.Matches("^hf_[a-f0-9]{24}_[A-Za-z0-9]{36}$", key);
        using var works = await api.SendAsync("GET", "/api/auth/cli/verify", key);
        Assert.Equal(HttpStatusCode.OK, works.StatusCode);

        using var listed = await api.SendAsync("GET", "/api/auth/api-keys", api.Ada.Token);
        var list = await ApiHost.ReadAsync(listed, HttpStatusCode.OK);
        var entry = list["apiKeys"]!.AsArray().Single(k => k!["id"]!.GetValue<string>() == id)!;
        Assert.Null(entry["key"]);
        Assert.DoesNotContain(key[28..], list.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(list["apiKeys"]!.ToJsonString(), list["data"]!.ToJsonString());

        using var revoked = await api.SendAsync("DELETE", $"/api/auth/api-keys/{id}", api.Ada.Token);
        await ApiHost.ReadAsync(revoked, HttpStatusCode.OK);
        using var after = await api.SendAsync("GET", "/api/auth/cli/verify", key);
        Assert.Equal("credential_invalid", await Problem.CodeAsync(after, HttpStatusCode.Unauthorized));
        using var again = await api.SendAsync("DELETE", $"/api/auth/api-keys/{id}", api.Ada.Token);
        await Problem.CodeAsync(again, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Lists_come_in_pages_the_newest_first_and_a_limit_is_never_an_error()
    {
        var person = await api.RegisterAsync("keys@example.com", "Keys");
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await api.NewKeyAsync(person, "read")).Id);
        }

        using var first = await api.SendAsync("GET", "/api/auth/api-keys?limit=2", person.Token);
        var page = await ApiHost.ReadAsync(first, HttpStatusCode.OK);
        Assert.Equal([made[2], made[1]], page["apiKeys"]!.AsArray().Select(k => k!["id"]!.GetValue<string>()));
        using var second = await api.SendAsync("GET", $"/api/auth/api-keys?limit=0&cursor={Uri.EscapeDataString(page["nextCursor"]!.GetValue<string>())}", person.Token);
        var last = await ApiHost.ReadAsync(second, HttpStatusCode.OK);
        Assert.Equal([made[0]], last["apiKeys"]!.AsArray().Select(k => k!["id"]!.GetValue<string>()));
        Assert.Null(last["nextCursor"]);
        using var clamped = await api.SendAsync("GET", "/api/auth/api-keys?limit=999999", person.Token);
        Assert.Equal(HttpStatusCode.OK, clamped.StatusCode);
    }

    [Theory]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("name[$ne]=x", "name[$ne]")]
    public async Task A_query_that_cannot_be_meant_is_400_and_names_the_parameter(string query, string name)
    {
        using var response = await api.SendAsync("GET", $"/api/auth/api-keys?{query}", api.Ada.Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]![name]);
    }

    [Fact]
    public async Task A_body_without_what_is_required_is_422_and_names_it()
    {
        using var response = await api.SendAsync("POST", "/api/auth/api-keys", api.Ada.Token, JsonContent.Create(new { description = "x" }));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var errors = (await Problem.OfAsync(response))["errors"]!;
        Assert.NotNull(errors["name"]);
        Assert.NotNull(errors["permissions"]);
    }

    [Fact]
    public async Task A_rotated_key_is_shown_once_and_replayed_without_its_secret()
    {
        var (id, key) = await api.NewKeyAsync(api.Ada, "read");
        using var first = await RotateAsync(id);
        var rotated = (await ApiHost.ReadAsync(first, HttpStatusCode.OK))["apiKey"]!;
        using var second = await RotateAsync(id);
        var replayed = (await ApiHost.ReadAsync(second, HttpStatusCode.OK))["apiKey"]!;

        Assert.Matches("^hf_[a-f0-9]{24}_[A-Za-z0-9]{36}$", rotated["key"]!.GetValue<string>());
        Assert.NotNull(rotated["formerKeyUntil"]);
        Assert.Null(replayed["key"]);
        foreach (var working in new[] { key, rotated["key"]!.GetValue<string>() })
        {
            using var works = await api.SendAsync("GET", "/api/auth/cli/verify", working);
            Assert.Equal(HttpStatusCode.OK, works.StatusCode);
        }

        Task<HttpResponseMessage> RotateAsync(string of) =>
            api.SendAsync("POST", $"/api/auth/api-keys/{of}/rotate", api.Ada.Token, headers: ("Idempotency-Key", $"rotate-{of}"));
    }

    [Fact]
    public async Task A_key_is_shown_alone_and_changed_by_what_is_named()
    {
        var (id, _) = await api.NewKeyAsync(api.Ada, "read");
        using var changed = await api.SendAsync("PATCH", $"/api/auth/api-keys/{id}", api.Ada.Token, JsonContent.Create(new { name = "renamed" }));
        await ApiHost.ReadAsync(changed, HttpStatusCode.OK);

        using var shown = await api.SendAsync("GET", $"/api/auth/api-keys/{id}", api.Ada.Token);
        var key = (await ApiHost.ReadAsync(shown, HttpStatusCode.OK))["apiKey"]!;
        Assert.Equal("renamed", key["name"]!.GetValue<string>());
        Assert.Equal("for a test", key["description"]!.GetValue<string>());
        Assert.False(key.AsObject().ContainsKey("key"));
    }

    [Theory]
    [InlineData("{\"colour\":1}", "colour")]
    [InlineData("{\"name\":1}", "name")]
    [InlineData("{\"anyFlow\":\"yes\"}", "anyFlow")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}", "name")]
    public async Task A_change_that_cannot_be_read_is_400_and_names_the_field(string body, string field)
    {
        var (id, _) = await api.NewKeyAsync(api.Ada, "read");
        using var response = await api.SendAsync("PATCH", $"/api/auth/api-keys/{id}", api.Ada.Token, new StringContent(body, null, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]![field]);
    }

    [Fact]
    public async Task Every_act_on_a_key_is_in_the_audit_log()
    {
        var person = await api.RegisterAsync("audited@example.com", "Audited");
        var (id, _) = await api.NewKeyAsync(person, "read");
        foreach (var (method, path) in new[] { ("PATCH", id), ("POST", $"{id}/rotate"), ("DELETE", id) })
        {
            using var done = await api.SendAsync(method, $"/api/auth/api-keys/{path}", person.Token);
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        }

        var caller = (await api.Get<Authenticator>().AuthenticateAsync(person.Token, null, null, default)).Value!;
        var page = await api.Get<IDocumentStore>().QueryAsync(AuditEntry.Collection, caller.Tenant, new DocumentQuery("time"), default);
        var acts = page.Items.Select(e => e.Document).Where(e => e.TargetId == id).ToList();

        Assert.Equal(
            ["api_key.created", "api_key.revoked", "api_key.rotated", "api_key.updated"], acts.Select(a => a.Action).Order(StringComparer.Ordinal));
        Assert.All(acts, act => Assert.Equal((caller.UserId.ToString(), "127.0.0.1"), (act.UserId, act.Address)));
    }
}
