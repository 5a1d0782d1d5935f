using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What belongs to others looks like what never was (OWASP ASVS 5.0, 8.2.2 and 8.4.1), on every route.</summary>
[Collection(ApiGroup.Name)]
public sealed class StrangerTests(ApiHost api)
{
    private const string Never = "0123456789abcdef01234567";

    public static TheoryData<string, string> Owned => Routes.Where(Belongings.IsOwned);

    public static TheoryData<string, string> Lists => Routes.Where(rule => Routes.IsList(rule) && !Belongings.IsOwned(rule));

    public static TheoryData<string, string> Protected => Routes.Protected();

    [Fact]
    public void It_is_known_of_every_route_what_it_names()
    {
        var unknown = api.Get<FunctionTable>().Rules.SelectMany(Belongings.Unknown).ToList();

        Assert.True(unknown.Count == 0, string.Join(Environment.NewLine, unknown));
    }

    [Theory]
    [MemberData(nameof(Owned))]
    public async Task A_strangers_id_gets_the_bytes_of_an_id_that_never_was(string function, string method)
    {
        var rule = Routes.Rule(function);
        if (!isFresh)
        {
            await Crew.StayFreshAsync(api, api.Eve);
            isFresh = true;
        }

        var theirs = await Belongings.OfAdaAsync(api);
        var nothing = theirs.ToDictionary(id => id.Key, _ => Never);
        using var stranger = await api.SendAsync(method, Belongings.Path(rule, theirs), api.Eve.Token, Belongings.Body(rule, method));
        using var never = await api.SendAsync(method, Belongings.Path(rule, nothing), api.Eve.Token, Belongings.Body(rule, method));

        var expected = rule.Access == Access.Operator ? HttpStatusCode.Forbidden : HttpStatusCode.NotFound;
        Assert.True(
            stranger.StatusCode == expected,
            $"{method} {rule.Route.Template} as a stranger: {(int)stranger.StatusCode} instead of {(int)expected}. "
            + $"If its body was refused first, say one that would do in Belongings.Bodies. {await stranger.Content.ReadAsStringAsync()}");
        Assert.Equal(expected, never.StatusCode);
        Assert.Equal(Anonymous(await Problem.WithoutNamesAsync(never), nothing), Anonymous(await Problem.WithoutNamesAsync(stranger), theirs));
        Assert.Equal(Names(never), Names(stranger));
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task A_list_shows_nothing_of_a_stranger_whatever_is_asked_for(string function, string method)
    {
        var rule = Routes.Rule(function);
        var theirs = await Belongings.OfAdaAsync(api);
        var path = Belongings.Path(rule, theirs);
        var crew = await Crew.OfAsync(api);
        List<string> queries = [string.Empty, $"?organizationId={crew.Organization}"];
        queries.AddRange(Belongings.FiltersOf(rule).Select(filter => $"?{filter.Name}={theirs[filter.Kind]}"));
        using var page = await api.SendAsync(method, $"{path}?limit=1", api.Ada.Token);
        if (page.IsSuccessStatusCode && JsonNode.Parse(await page.Content.ReadAsStringAsync())!["nextCursor"]?.GetValue<string>() is { } cursor)
        {
            queries.Add($"?cursor={Uri.EscapeDataString(cursor)}");
        }

        foreach (var query in queries)
        {
            using var response = await api.SendAsync(method, path + query, api.Eve.Token);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest or HttpStatusCode.Forbidden, $"{query}: {text}");
            Assert.DoesNotContain(theirs.Values.Append(crew.Organization).Append(api.Ada.Email), id => text.Contains(id, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Protected))]
    public async Task An_organization_that_one_is_not_in_opens_nothing(string function, string method)
    {
        var crew = await Crew.OfAsync(api);
        foreach (var organization in new[] { crew.Organization, Never, "x" })
        {
            using var response = await api.SendAsync(
                method, Routes.Path(function), api.Eve.Token, Belongings.Body(Routes.Rule(function), method), ("X-Organization-Id", organization));
            Assert.Equal("organization_forbidden", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
        }
    }

    private static string Anonymous(string text, IReadOnlyDictionary<string, string> ids) =>
        ids.Values.Distinct().Aggregate(text, (rest, id) => rest.Replace(id, "…", StringComparison.Ordinal));

    private static string Names(HttpResponseMessage response) =>
        string.Join(' ', response.Headers.Concat(response.Content.Headers).Select(h => h.Key).Order(StringComparer.Ordinal));

    // xunit makes the class anew for every row.
    private static bool isFresh;
}
