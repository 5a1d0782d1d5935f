using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Audit;
using HiveFlow.Functions.Tests.Organizations;

namespace HiveFlow.Functions.Tests.Audit;

public sealed class AuditTests : IAsyncLifetime
{
    private Club club = null!;

    public async Task InitializeAsync() => club = await Club.StartAsync();

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task Every_act_on_an_organization_stands_in_its_log_the_newest_first()
    {
        var bob = await club.JoinAsync("bob@example.com", "member");
        var id = await club.UserIdAsync(bob);
        await club.CallAsync(club.Ada, "PATCH", $"/api/members/{id}", new { role = "admin" });
        await club.CallAsync(club.Ada, "PATCH", $"/api/organizations/{club.Id}", new { name = "Combs" });
        await club.CallAsync(bob, "POST", $"/api/organizations/{club.Id}/leave");

        var entries = await EntriesAsync(string.Empty);

        Assert.Equal(
            ["member.left", "organization.renamed", "member.role_changed", "invitation.accepted", "invitation.created", "organization.created"],
            entries.Select(e => e["action"]!.GetValue<string>()));
        var change = entries[2];
        Assert.Equal(
            (club.Ada.Email, id, "member", "admin"),
            (change["actor"]!.GetValue<string>(), change["targetId"]!.GetValue<string>(), change["details"]!["before"]!.GetValue<string>(), change["details"]!["after"]!.GetValue<string>()));
        Assert.NotEmpty(change["address"]!.GetValue<string>());
        Assert.NotEmpty(change["requestId"]!.GetValue<string>());
        Assert.DoesNotContain("inv_", new JsonArray([.. entries.Select(e => e.DeepClone())]).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_and_pages_show_what_was_asked_for()
    {
        var bob = await club.JoinAsync("bob@example.com", "admin");
        var (ada, from) = (await club.UserIdAsync(club.Ada), club.Clock.GetUtcNow());
        for (var i = 0; i < 3; i++)
        {
            await club.CallAsync(bob, "PATCH", $"/api/organizations/{club.Id}", new { name = $"Combs {i}" });
        }

        Assert.Equal(3, (await EntriesAsync("?action=organization.renamed")).Count);
        Assert.Equal(2, (await EntriesAsync($"?actor={ada}")).Count);
        Assert.Empty(await EntriesAsync($"?actor={ada}&action=organization.renamed"));
        Assert.Equal(3, (await EntriesAsync($"?target={club.Id}&action=organization.renamed")).Count);
        Assert.Equal(3, (await EntriesAsync($"?from={Uri.EscapeDataString(from.ToString("O"))}")).Count);
        var first = await club.CallAsync(club.Ada, "GET", "/api/audit?limit=2");
        var second = await club.CallAsync(club.Ada, "GET", $"/api/audit?limit=2&cursor={first["nextCursor"]!.GetValue<string>()}");
        Assert.NotEqual(first["entries"]![1]!["id"]!.GetValue<string>(), second["entries"]![0]!["id"]!.GetValue<string>());
        using var wrong = await club.SendAsync(club.Ada, "GET", "/api/audit?from=2026-03-02&to=2026-03-01");
        Assert.NotNull((await Problem.OfAsync(wrong))["errors"]!["from"]);
    }

    [Fact]
    public async Task The_export_is_a_table_without_formulas()
    {
        await club.JoinAsync("=cmd@example.com", "admin");

        using var response = await club.SendAsync(club.Ada, "GET", "/api/audit/export");

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal("text/csv; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("attachment", response.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Contains("\"'=cmd@example.com\"", text, StringComparison.Ordinal);
        Assert.Equal(4, text.TrimEnd().Split("\r\n").Length);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@a", "\"'@a\"")]
    [InlineData("\ta", "\"'\ta\"")]
    [InlineData("\ra", "\"'\ra\"")]
    [InlineData("a\"b,c\nd", "\"a\"\"b,c\nd\"")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void A_cell_is_quoted_and_no_formula(string? value, string cell) => Assert.Equal(cell, Csv.Cell(value));

    [Fact]
    public async Task People_see_what_happened_to_their_own_account_and_nobody_elses()
    {
        using var response = await club.Api.SendAsync("GET", "/api/auth/activity", club.Eve.Token);
        var mine = await ApiHost.ReadAsync(response, HttpStatusCode.OK);

        Assert.DoesNotContain(club.Ada.Email, mine.ToJsonString(), StringComparison.Ordinal);
        var eve = await club.UserIdAsync(club.Eve);
        Assert.NotEmpty(mine["entries"]!.AsArray());
        Assert.All(mine["entries"]!.AsArray(), e => Assert.Contains(eve, new[] { Text(e, "actorId"), Text(e, "subjectId") }));
    }

    [Fact]
    public async Task Publishing_and_deleting_a_flow_is_remembered_with_the_act_itself()
    {
        var made = await club.CallAsync(club.Ada, "POST", "/api/flows", new { name = "Noted", nodes = Array.Empty<object>(), edges = Array.Empty<object>() }, HttpStatusCode.Created);
        var flow = made["flow"]!["id"]!.GetValue<string>();
        await club.CallAsync(club.Ada, "POST", $"/api/flows/{flow}/publish", null, HttpStatusCode.Created);
        await club.CallAsync(club.Ada, "DELETE", $"/api/flows/{flow}");

        var entries = await EntriesAsync($"?target={flow}");

        Assert.Equal(["flow.deleted", "flow.published"], entries.Select(e => e["action"]!.GetValue<string>()));
        Assert.All(entries, e => Assert.Equal(club.Ada.Email, e["actor"]!.GetValue<string>()));
    }

    private static string? Text(JsonNode? entry, string name) => entry?[name]?.GetValue<string>();

    private async Task<IReadOnlyList<JsonNode>> EntriesAsync(string query) =>
        [.. (await club.CallAsync(club.Ada, "GET", $"/api/audit{query}"))["entries"]!.AsArray().Select(e => e!)];
}
