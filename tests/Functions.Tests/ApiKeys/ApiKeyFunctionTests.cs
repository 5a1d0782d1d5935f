using System.Net;
using System.Net.Http.Json;

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
}
