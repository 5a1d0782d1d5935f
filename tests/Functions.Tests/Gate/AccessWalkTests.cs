using System.Net;
using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>A walk over every registered route with every kind of caller (OWASP ASVS 5.0, 8.2.1 and 8.3.1).</summary>
[Collection(ApiGroup.Name)]
public sealed class AccessWalkTests(ApiHost api)
{
    public static TheoryData<string, string> All => Routes.All();

    public static TheoryData<string, string> Protected => Routes.Protected();

    [Fact]
    public void Nothing_is_open_but_what_stands_on_the_list()
    {
        var open = api.Get<FunctionTable>().Rules.Where(r => r.Access is Access.Public or Access.Anonymous).Select(r => r.Name).ToList();

        Assert.True(
            open.All(Routes.Open.Contains),
            $"Open without being on the list: {string.Join(", ", open.Except(Routes.Open))}. If nobody's credential is meant to be asked for there, "
            + "add the name to Routes.Open (tests/Functions.Tests/Routes.cs).");
        Assert.Equal(Routes.Open.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task Nobody_gets_401(string function, string method)
    {
        using var response = await api.SendAsync(method, Routes.Path(function), content: BodyOf(method));

        Assert.Equal("credential_missing", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.StartsWith("realm=\"hiveflow\"", response.Headers.WwwAuthenticate.Single().Parameter, StringComparison.Ordinal);
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
    [MemberData(nameof(All))]
    public async Task Everybody_passes_where_the_table_says_so_and_nowhere_else(string function, string method)
    {
        var crew = await Crew.OfAsync(api);
        var rule = Routes.Rule(function);
        foreach (var name in Crew.Names)
        {
            using var response = await crew.AskAsync(api, name, method, Routes.Path(function));
            var code = (int)response.StatusCode == GateWalk.Passed ? "passed" : (await Problem.OfAsync(response))["code"]!.GetValue<string>();
            Assert.True(code == Expected(rule, name), $"{name} at {method} {Routes.Path(function)} ({rule.Access}): {code} instead of {Expected(rule, name)}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Only_what_is_declared_fresh_asks_for_a_fresh_second_factor(string function, string method)
    {
        var stale = await StaleAsync();
        var rule = Routes.Rule(function);
        if (rule.Access == Access.Operator)
        {
            return;
        }

        using var response = await api.SendAsync(method, Routes.Path(function), stale, BodyOf(method), GateWalk.Stop);
        if (rule.IsFresh)
        {
            Assert.Equal("fresh_factor_required", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
        }
        else
        {
            Assert.Equal(GateWalk.Passed, (int)response.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task A_key_whose_person_was_removed_and_a_role_that_nobody_knows_open_nothing(string function, string method)
    {
        var (removed, unknown, session, organization) = await GoneAsync();
        foreach (var key in new[] { removed, unknown })
        {
            using var response = await api.SendAsync(method, Routes.Path(function), key, BodyOf(method), GateWalk.Stop);
            Assert.Equal("credential_invalid", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
        }

        using var chosen = await api.SendAsync(
            method, Routes.Path(function), session, BodyOf(method), GateWalk.Stop, ("X-Organization-Id", organization));
        Assert.Equal("organization_forbidden", await Problem.CodeAsync(chosen, HttpStatusCode.Forbidden));
    }

    private static string Expected(FunctionRule rule, string name)
    {
        if (AuthorizationTable.Allows(rule, name))
        {
            return "passed";
        }

        var isKey = name.EndsWith("key", StringComparison.Ordinal);
        return rule.Access switch
        {
            _ when name == "nobody" => "credential_missing",
            Access.Session or Access.Admin or Access.Owner or Access.Operator when isKey => "session_required",
            Access.Operator => "operator_required",
            _ when isKey && name != "viewer's key" => "scope_missing",
            _ => "role_missing",
        };
    }

    private static StringContent? BodyOf(string method) =>
        method is "POST" or "PUT" or "PATCH" ? new StringContent("{}", null, "application/json") : null;

    private async Task<string> StaleAsync()
    {
        if (stale is null)
        {
            var person = await api.RegisterAsync("stale@example.com", "Stale");
            await Crew.SetSessionAsync(api, person, s => s with { FactorAt = null });
            stale = person.Token;
        }

        return stale;
    }

    private async Task<(string Removed, string Unknown, string Session, string Organization)> GoneAsync()
    {
        if (gone is null)
        {
            var organization = (await Crew.OfAsync(api)).Organization;
            var removed = await api.RegisterAsync("removed@example.com", "Removed");
            var unknown = await api.RegisterAsync("chief@example.com", "Chief");
            var keys = ((await api.NewKeyAsync(removed, "read", "write", "execute")).Key, (await api.NewKeyAsync(unknown, "read", "write", "execute")).Key);
            var caller = await api.CallerAsync(removed);
            await Crew.SetRoleAsync(api, caller, caller.OrganizationId.ToString(), "none");
            caller = await api.CallerAsync(unknown);
            await Crew.SetRoleAsync(api, caller, organization, "chief");
            await Crew.SetRoleAsync(api, caller, caller.OrganizationId.ToString(), "Owner");
            gone = (keys.Item1, keys.Item2, unknown.Token, organization);
        }

        return gone.Value;
    }

    // xunit makes the class anew for every row.
    private static string? stale;
    private static (string Removed, string Unknown, string Session, string Organization)? gone;
}
