using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using HiveFlow.Functions.Tests.Organizations;

namespace HiveFlow.Functions.Tests.Waits;

/// <summary>Approvals that are asked of somebody, and the links in their mails.</summary>
public sealed partial class ApprovalLinkTests : IAsyncLifetime
{
    private const string Bob = "bob@example.com";
    private Club club = null!;
    private ApiHost.Person bob = null!;

    public async Task InitializeAsync()
    {
        club = await Club.StartAsync();
        bob = await club.JoinAsync(Bob, "member");
    }

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task A_link_shows_who_asks_what_and_decides_once_in_its_persons_name()
    {
        var run = await AskAsync($",\"assignees\":[\"{Bob}\"]");
        var token = TokenFor(Bob);
        using var page = await club.Api.SendAsync("GET", "/approval");
        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.False(page.Headers.Contains("Set-Cookie"));

        var shown = await PostAsync("show", new { token });
        Assert.Equal(("The Hive", "flow", club.Ada.Email, "Ship it?"), (Text(shown, "organization"), Text(shown, "flow"), Text(shown, "startedBy"), Text(shown, "message")));
        Assert.Equal((Bob, "open", run), (Text(shown, "person"), Text(shown, "status"), Text(shown, "runId")));

        var decided = await PostAsync("decide", new { token, decision = "approve", comment = "go" });
        var output = (await UntilAsync(run, "completed"))["output"]!["got"]!;
        Assert.Equal(("approved", Bob), (Text(decided, "status"), Text(decided, "by")));
        Assert.Equal((Bob, "go"), (Text(output, "by"), Text(output, "comment")));

        Assert.Equal("wait_ended", await FailAsync("decide", new { token, decision = "reject" }, HttpStatusCode.Conflict));
        Assert.Equal("approved", Text(await PostAsync("show", new { token }), "status"));
        var entry = (await club.CallAsync(club.Ada, "GET", $"/api/audit?target={run}"))["entries"]!.AsArray().Single()!;
        Assert.Equal(("approval.approved", Bob, "link"), (Text(entry, "action"), Text(entry, "actor"), Text(entry["details"]!, "way")));
    }

    [Fact]
    public async Task Only_the_person_who_is_asked_decides_and_no_key_of_theirs()
    {
        var carol = await club.JoinAsync("carol@example.com", "member");
        var run = await AskAsync($",\"assignees\":[\"{Bob}\"]");
        var key = await club.CallAsync(bob, "POST", "/api/auth/api-keys", new { name = "k", permissions = new[] { "execute" } }, HttpStatusCode.Created);

        Assert.Equal("not_assignee", await club.FailAsync(carol, "POST", $"/api/runs/{run}/approve/w", null, HttpStatusCode.Forbidden));
        Assert.Equal("not_assignee", await club.FailAsync(club.Ada, "POST", $"/api/runs/{run}/approve/w", null, HttpStatusCode.Forbidden));
        using var byKey = await club.Api.SendAsync("POST", $"/api/runs/{run}/approve/w", Text(key["apiKey"]!, "key"));
        Assert.Equal("not_assignee", await Problem.CodeAsync(byKey, HttpStatusCode.Forbidden));

        var approved = await club.CallAsync(bob, "POST", $"/api/runs/{run}/approve/w");
        Assert.Equal(Bob, Text(approved["approval"]!, "by"));
        await UntilAsync(run, "completed");
    }

    [Fact]
    public async Task A_role_asks_its_holders_and_those_above_and_nobody_below()
    {
        var run = await AskAsync(",\"assignees\":[\"admin\"]");

        Assert.Null(LinkIn(Mails.NewestTo(club.Api.Host.DataFolder, Bob)));
        Assert.Equal("not_assignee", await club.FailAsync(bob, "POST", $"/api/runs/{run}/approve/w", null, HttpStatusCode.Forbidden));
        Assert.Equal("rejected", Text(await PostAsync("decide", new { token = TokenFor(club.Ada.Email), decision = "reject" }), "status"));
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("viewer")]
    [InlineData("logged out everywhere")]
    public async Task A_link_ends_with_its_persons_standing(string how)
    {
        await AskAsync($",\"assignees\":[\"{Bob}\"]");
        var token = TokenFor(Bob);
        var id = await club.UserIdAsync(bob);
        switch (how)
        {
            case "removed":
                await club.CallAsync(club.Ada, "DELETE", $"/api/members/{id}");
                break;
            case "viewer":
                await club.CallAsync(club.Ada, "PATCH", $"/api/members/{id}", new { role = "viewer" });
                break;
            default:
                await club.CallAsync(bob, "POST", "/api/auth/logout-everywhere");
                break;
        }

        Assert.Equal("not_found", await FailAsync("show", new { token }, HttpStatusCode.NotFound));
        Assert.Equal("not_found", await FailAsync("decide", new { token, decision = "approve" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_link_is_over_before_the_approval_is_when_that_takes_long()
    {
        await AskAsync($",\"assignees\":[\"{Bob}\"],\"deadline\":\"20d\"");
        var token = TokenFor(Bob);

        club.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        Assert.Equal("open", Text(await PostAsync("show", new { token }), "status"));
        club.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("not_found", await FailAsync("decide", new { token, decision = "approve" }, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_deadline_ends_the_approval_and_its_link()
    {
        var run = await AskAsync($",\"assignees\":[\"{Bob}\"],\"deadline\":\"2h\",\"onDeadline\":\"reject\"");
        var token = TokenFor(Bob);

        club.Clock.Advance(TimeSpan.FromHours(2) + TimeSpan.FromSeconds(1));

        Assert.False((await UntilAsync(run, "completed"))["output"]!["got"]!["approved"]!.GetValue<bool>());
        Assert.Equal("wait_expired", await FailAsync("decide", new { token, decision = "approve" }, HttpStatusCode.Conflict));
        Assert.Equal("wait_expired", await club.FailAsync(bob, "POST", $"/api/runs/{run}/approve/w", null, HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_link_stands_in_its_mail_and_nowhere_else()
    {
        var run = await AskAsync($",\"assignees\":[\"{Bob}\"]");
        var token = TokenFor(Bob);
        await PostAsync("show", new { token });
        await PostAsync("decide", new { token, decision = "approve" });
        await UntilAsync(run, "completed");

        var signature = Encoding.ASCII.GetBytes(token[(token.LastIndexOf('.') + 1)..]);
        foreach (var file in Directory.EnumerateFiles(club.Api.Host.DataFolder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is not (".eml" or ".lock" or ".sock")))
        {
            using var copy = new MemoryStream();
            try
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                await stream.CopyToAsync(copy);
            }
            catch (FileNotFoundException)
            {
                // The host goes on meanwhile: what it had for a moment only is gone.
            }

            Assert.True(copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(signature) < 0, $"{file} holds the link's token");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public async Task What_is_no_link_is_not_found(string token) =>
        Assert.Equal("not_found", await FailAsync("decide", new { token, decision = "approve" }, HttpStatusCode.NotFound));

    [Fact]
    public async Task A_decision_is_one_of_two_and_a_get_is_none()
    {
        await AskAsync($",\"assignees\":[\"{Bob}\"]");
        var token = TokenFor(Bob);

        Assert.Equal("validation_failed", await FailAsync("decide", new { token, decision = "maybe" }, HttpStatusCode.UnprocessableEntity));
        using var got = await club.Api.SendAsync("GET", "/api/approvals/decide");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, got.StatusCode);
        Assert.Equal("open", Text(await PostAsync("show", new { token }), "status"));
    }

    private async Task<string> AskAsync(string extra)
    {
        var flow = new JsonObject
        {
            ["name"] = "flow",
            ["nodes"] = JsonNode.Parse(WaitNodes.Approval(extra)),
            ["edges"] = JsonNode.Parse(WaitNodes.Edges),
        };
        var made = await club.CallAsync(club.Ada, "POST", "/api/flows", flow, HttpStatusCode.Created);
        var run = Text(await club.CallAsync(club.Ada, "POST", $"/api/flows/{Text(made["flow"]!, "id")}/execute", new { }, HttpStatusCode.Accepted), "executionId");
        await UntilAsync(run, "waiting");
        return run;
    }

    private async Task<JsonNode> UntilAsync(string run, string status)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var read = (await club.CallAsync(club.Ada, "GET", $"/api/runs/{run}"))["run"]!;
            if (Text(read, "status") == status)
            {
                return read;
            }

            Assert.DoesNotContain(Text(read, "status"), ((string[])["completed", "failed", "cancelled"]).Except([status]));
        }
    }

    private string TokenFor(string email) => LinkIn(Mails.NewestTo(club.Api.Host.DataFolder, email)) ?? throw new InvalidOperationException("No link.");

    private static string? LinkIn(string? mail) => mail is not null && Link().Match(mail) is { Success: true } match ? match.Groups[1].Value : null;

    private async Task<JsonNode> PostAsync(string path, object body)
    {
        using var response = await club.Api.SendAsync("POST", $"/api/approvals/{path}", content: JsonContent.Create(body));
        return (await ApiHost.ReadAsync(response, HttpStatusCode.OK))["approval"]!;
    }

    private async Task<string> FailAsync(string path, object body, HttpStatusCode expected)
    {
        using var response = await club.Api.SendAsync("POST", $"/api/approvals/{path}", content: JsonContent.Create(body));
        return await Problem.CodeAsync(response, expected);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    [GeneratedRegex(@"/approval#([A-Za-z0-9_.-]+)")]
    private static partial Regex Link();
}
