using System.Net;
using System.Net.Http.Json;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>A walk over every registered route with every kind of caller.</summary>
[Collection(ApiGroup.Name)]
public sealed class AccessWalkTests(ApiHost api)
{
    public static TheoryData<string, string> Protected => Routes.Protected();

    [Fact]
    public void Nothing_is_open_but_what_stands_on_the_list()
    {
        var open = api.Get<FunctionTable>().Rules.Where(r => r.Access is Access.Public or Access.Anonymous).Select(r => r.Name);

        Assert.Equal(Routes.Open.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Nobody_gets_401(string function, string method)
    {
        using var response = await api.SendAsync(method, Routes.Path(function), content: BodyOf(method));

        Assert.Equal("credential_missing", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
        Assert.Equal("Bearer realm=\"hiveflow\"", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_token_in_the_query_is_ignored(string function, string method)
    {
        var token = api.Ada.Token;
        var path = $"{Routes.Path(function)}?token={token}&access_token={token}&api_key={token}&x-api-key={token}&authorization=Bearer%20{token}";
        using var response = await api.SendAsync(method, path, content: BodyOf(method));

        Assert.Equal("credential_missing", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_key_passes_with_the_one_scope_that_the_route_declares(string function, string method)
    {
        var keys = await KeysAsync();
        var declared = Routes.Rule(function).Access;
        foreach (var (scope, key) in keys)
        {
            using var response = await api.SendAsync(method, Routes.Path(function), key, BodyOf(method));
            if (declared == Access.Session)
            {
                Assert.Equal("session_required", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
            }
            else if (scope == NameOf(declared))
            {
                AssertPassed(response);
            }
            else
            {
                Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
                var problem = await Problem.OfAsync(response);
                Assert.Equal("scope_missing", problem["code"]!.GetValue<string>());
                Assert.Contains(NameOf(declared), problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_viewer_passes_where_nothing_changes(string function, string method)
    {
        var viewer = await ViewerAsync();
        if (function == "Auth_Logout")
        {
            // It would end the session that the other rows share; that it passes is tested with logout itself.
            return;
        }

        using var response = await api.SendAsync(method, Routes.Path(function), viewer, BodyOf(method));
        if (Routes.Rule(function).Access is Access.Write or Access.Execute)
        {
            Assert.Equal("role_missing", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
        }
        else
        {
            AssertPassed(response);
        }
    }

    private static string NameOf(Access access) => access.ToString().ToLowerInvariant();

    private static StringContent? BodyOf(string method) =>
        method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", null, "application/json") : null;

    private static void AssertPassed(HttpResponseMessage response) => Assert.True(
        response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or >= HttpStatusCode.InternalServerError),
        $"{response.RequestMessage?.RequestUri}: {(int)response.StatusCode}");

    private async Task<IReadOnlyList<(string Scope, string Key)>> KeysAsync() => keys ??=
    [
        ("read", (await api.NewKeyAsync(api.Ada, "read")).Key),
        ("write", (await api.NewKeyAsync(api.Ada, "write")).Key),
        ("execute", (await api.NewKeyAsync(api.Ada, "execute")).Key),
    ];

    private async Task<string> ViewerAsync()
    {
        if (viewer is not null)
        {
            return viewer;
        }

        var person = await api.RegisterAsync("viewer@example.com", "Vi");
        var caller = (await api.Get<Authenticator>().AuthenticateAsync(person.Token, null, null, default)).Value!;
        var id = MemberDocument.IdOf(caller.OrganizationId.ToString(), caller.UserId.ToString());
        var member = await api.Get<IDocumentStore>().GetAsync(MemberDocument.Collection, Tenant.System, id, default);
        var written = await api.Get<IDocumentStore>().WriteAsync(
            [DocumentWrite.Upsert(MemberDocument.Collection, Tenant.System, id, member!.Document with { Role = "viewer" })], default);
        Assert.True(written.IsApplied);

        // A new session, because the old one's role may be remembered for a second.
        using var login = await api.Client.PostAsJsonAsync("/api/auth/login", new { email = person.Email, password = ApiHost.Password });
        return viewer = (await api.ConfirmAsync(await ApiHost.ReadAsync(login, HttpStatusCode.OK), person.Email)).Token;
    }

    // xunit makes the class anew for every row; keys and the viewer are made once for all of them.
    private static IReadOnlyList<(string Scope, string Key)>? keys;
    private static string? viewer;
}
