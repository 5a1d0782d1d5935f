using System.Net;
using System.Net.Http.Json;

namespace HiveFlow.Functions.Tests.Organizations;

public sealed class InvitationTests : IAsyncLifetime
{
    private Club club = null!;

    public async Task InitializeAsync() => club = await Club.StartAsync();

    public async Task DisposeAsync() => await club.DisposeAsync();

    [Fact]
    public async Task An_invitation_opens_once_for_the_invited_address_alone()
    {
        var bob = await club.Api.RegisterAsync("bob@example.com", "Bob");
        var made = await club.CallAsync(club.Ada, "POST", "/api/invitations", new { email = "Bob@example.com", role = "viewer" }, HttpStatusCode.Created);
        Assert.DoesNotContain("inv_", made.ToJsonString(), StringComparison.Ordinal);
        var token = club.TokenFor("bob@example.com");

        Assert.Equal("not_found", await AcceptFailsAsync(club.Eve, token));
        using var joined = await AcceptAsync(bob, token);
        var organization = (await ApiHost.ReadAsync(joined, HttpStatusCode.OK))["organization"]!;
        Assert.Equal(("The Hive", "viewer"), (organization["name"]!.GetValue<string>(), organization["role"]!.GetValue<string>()));
        Assert.Equal("not_found", await AcceptFailsAsync(bob, token));
        Assert.Contains(club.Id, (await club.CallAsync(bob, "GET", "/api/organizations")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_a_token_does_not_show()
    {
        var bob = await club.Api.RegisterAsync("bob@example.com", "Bob");
        await club.CallAsync(club.Ada, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.Created);
        var token = club.TokenFor("bob@example.com");
        string[] tokens = [token, token[..^1] + (token[^1] == 'A' ? 'B' : 'A'), $"inv_{"0".PadLeft(24, '0')}_{token[29..]}", "x", string.Empty, token + "x"];

        var answers = new HashSet<string>();
        foreach (var one in tokens)
        {
            using var response = await AcceptAsync(club.Eve, one);
            answers.Add(await Problem.WithoutNamesAsync(response));
        }

        Assert.Single(answers);
        Assert.Equal("not_found", await AcceptFailsAsync(bob, tokens[1]));
    }

    [Fact]
    public async Task After_seven_days_it_is_over_and_the_address_can_be_invited_again()
    {
        var bob = await club.Api.RegisterAsync("bob@example.com", "Bob");
        await club.CallAsync(club.Ada, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.Created);
        var token = club.TokenFor("bob@example.com");
        club.Clock.Advance(TimeSpan.FromDays(7));
        var (ada, later) = (await club.Api.LogInAsync(club.Ada.Email), await club.Api.LogInAsync(bob.Email));

        Assert.Equal("not_found", await AcceptFailsAsync(later, token));
        Assert.Empty((await club.CallAsync(ada, "GET", "/api/invitations"))["invitations"]!.AsArray());
        await club.CallAsync(ada, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.Created);
        using var joined = await AcceptAsync(later, club.TokenFor("bob@example.com"));
        Assert.Equal(HttpStatusCode.OK, joined.StatusCode);
    }

    [Fact]
    public async Task A_revoked_one_opens_nothing_and_one_sent_again_has_a_new_token()
    {
        var bob = await club.Api.RegisterAsync("bob@example.com", "Bob");
        var id = (await club.CallAsync(club.Ada, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.Created))["invitation"]!["id"]!.GetValue<string>();
        var first = club.TokenFor("bob@example.com");
        Assert.Equal("already_invited", await club.FailAsync(club.Ada, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.Conflict));
        Assert.Equal("invitation_cooldown", await club.FailAsync(club.Ada, "POST", $"/api/invitations/{id}/resend", null, HttpStatusCode.TooManyRequests));

        club.Clock.Advance(TimeSpan.FromSeconds(61));
        await club.CallAsync(club.Ada, "POST", $"/api/invitations/{id}/resend");
        var second = club.TokenFor("bob@example.com");
        Assert.NotEqual(first, second);
        Assert.Equal("not_found", await AcceptFailsAsync(bob, first));

        await club.CallAsync(club.Ada, "DELETE", $"/api/invitations/{id}");
        Assert.Equal("not_found", await AcceptFailsAsync(bob, second));
        Assert.Equal("not_found", await club.FailAsync(club.Ada, "DELETE", $"/api/invitations/{id}", null, HttpStatusCode.NotFound));
        Assert.Equal("invitation_cooldown", await club.FailAsync(club.Ada, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer_and_the_same_mail()
    {
        using var known = await club.SendAsync(club.Ada, "POST", "/api/invitations", new { email = club.Eve.Email });
        using var unknown = await club.SendAsync(club.Ada, "POST", "/api/invitations", new { email = "who@example.com" });

        var one = (await ApiHost.ReadAsync(known, HttpStatusCode.Created))["invitation"]!.AsObject();
        var other = (await ApiHost.ReadAsync(unknown, HttpStatusCode.Created))["invitation"]!.AsObject();
        Assert.Equal(one.Select(f => f.Key), other.Select(f => f.Key));
        Assert.Equal(Names(known), Names(unknown));
        Assert.NotEmpty(club.TokenFor(club.Eve.Email));
        Assert.NotEmpty(club.TokenFor("who@example.com"));
    }

    [Fact]
    public async Task Whom_an_admin_invited_does_not_join_once_the_admin_was_removed()
    {
        var admin = await club.JoinAsync("admin@example.com", "admin");
        var bob = await club.Api.RegisterAsync("bob@example.com", "Bob");
        await club.CallAsync(admin, "POST", "/api/invitations", new { email = "bob@example.com" }, HttpStatusCode.Created);
        await club.CallAsync(club.Ada, "DELETE", $"/api/members/{await club.UserIdAsync(admin)}");

        Assert.Equal("not_found", await AcceptFailsAsync(bob, club.TokenFor("bob@example.com")));
    }

    [Theory]
    [InlineData("""{"email":"nobody"}""", 422, "email")]
    [InlineData("""{"email":"a@example.com","role":"owner"}""", 422, "role")]
    [InlineData("""{"email":"a@example.com","role":"chief"}""", 422, "role")]
    [InlineData("""{"email":"a@example.com\r\nBcc: b@example.com"}""", 422, "email")]
    [InlineData("""{"email":["a@example.com"]}""", 400, "email")]
    [InlineData("""{"email":"a@example.com","email":"b@example.com"}""", 400, "email")]
    [InlineData("""{"email":"a@example.com","organizationId":"x"}""", 400, "organizationId")]
    [InlineData("""{}""", 422, "email")]
    public async Task Bad_input_is_named_by_its_field(string body, int status, string field)
    {
        using var response = await club.Api.SendAsync(
            "POST", "/api/invitations", club.Ada.Token, new StringContent(body, null, "application/json"), ("X-Organization-Id", club.Id));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]![field]);
    }

    private Task<HttpResponseMessage> AcceptAsync(ApiHost.Person person, string token) =>
        club.Api.SendAsync("POST", "/api/invitations/accept", person.Token, JsonContent.Create(new { token }));

    private async Task<string> AcceptFailsAsync(ApiHost.Person person, string token)
    {
        using var response = await AcceptAsync(person, token);
        return await Problem.CodeAsync(response, HttpStatusCode.NotFound);
    }

    private static string Names(HttpResponseMessage response) =>
        string.Join(' ', response.Headers.Concat(response.Content.Headers).Select(h => h.Key).Order(StringComparer.Ordinal));
}
