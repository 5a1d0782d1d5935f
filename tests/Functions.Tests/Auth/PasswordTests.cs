using System.Net;
using System.Text;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>New passwords and addresses, over HTTP with a clock that stands still.</summary>
public sealed class PasswordTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private const string Next = "another river by the hill";
    private SignedIn site = null!;
    private (string Name, string Value) session;

    public async Task InitializeAsync()
    {
        site = await SignedIn.StartAsync();
        session = await site.RegisterAsync(Email);
    }

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_the_mailed_code_and_every_session_ends()
    {
        await site.ReadAsync("POST", "/auth/forgot-password", new { email = Email });
        var code = site.LongCodeFor(Email);

        var answer = await site.ReadAsync("POST", "/auth/reset-password", new { email = Email, code, password = Next });

        Assert.Equal(["success"], answer.AsObject().Select(f => f.Key));
        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, session));
        Assert.Equal("login_failed", await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/login", new { email = Email, password = SignedIn.Password }));
        await site.ReadAsync("GET", "/auth/profile", null, await site.LogInAsync(Email, Next));
        Assert.Equal("code_wrong", await site.RefusalAsync(
            HttpStatusCode.Unauthorized, "POST", "/auth/reset-password", new { email = Email, code, password = Next + "!" }));
    }

    [Fact]
    public async Task A_reset_code_is_over_after_ten_minutes_and_when_a_newer_one_was_mailed()
    {
        await site.ReadAsync("POST", "/auth/forgot-password", new { email = Email });
        var first = site.LongCodeFor(Email);
        site.Clock.Advance(TimeSpan.FromSeconds(61));
        await site.ReadAsync("POST", "/auth/forgot-password", new { email = Email });
        var second = site.LongCodeFor(Email);
        Assert.Equal("code_wrong", await ResetRefusalAsync(first));

        site.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal("code_wrong", await ResetRefusalAsync(second));
    }

    [Fact]
    public async Task An_address_without_an_account_gets_the_same_answer_and_a_mail_without_a_code()
    {
        using var known = await site.SendAsync("POST", "/auth/forgot-password", new { email = Email });
        using var unknown = await site.SendAsync("POST", "/auth/forgot-password", new { email = "nobody@example.com" });

        Assert.Equal(known.StatusCode, unknown.StatusCode);
        Assert.Equal(await known.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        var mail = Assert.Single(site.Mails("nobody@example.com"));
        Assert.False(Mails.HasLongCode(mail));
        foreach (var email in new[] { Email, "nobody@example.com" })
        {
            Assert.Equal("code_cooldown", await site.RefusalAsync(HttpStatusCode.TooManyRequests, "POST", "/auth/forgot-password", new { email }));
        }
    }

    [Fact]
    public async Task A_code_of_one_address_does_nothing_to_another()
    {
        await site.RegisterAsync("eve@example.com", "Eve");
        await site.ReadAsync("POST", "/auth/forgot-password", new { email = "eve@example.com" });

        Assert.Equal("code_wrong", await ResetRefusalAsync(site.LongCodeFor("eve@example.com")));
    }

    [Fact]
    public async Task A_password_is_changed_by_whoever_knows_the_present_one_and_other_sessions_end()
    {
        var other = await site.LogInAsync(Email);
        Assert.Equal("password_wrong", await site.RefusalAsync(
            HttpStatusCode.Forbidden, "POST", "/auth/change-password", new { currentPassword = "not this one", newPassword = Next }, session));

        await site.ReadAsync("POST", "/auth/change-password", new { currentPassword = SignedIn.Password, newPassword = Next }, session);

        await site.ReadAsync("GET", "/auth/profile", null, session);
        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, other));
        await site.LogInAsync(Email, Next);
    }

    [Fact]
    public async Task Changing_password_or_address_takes_a_second_factor_of_the_last_five_minutes()
    {
        site.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Equal("fresh_factor_required", await site.RefusalAsync(
            HttpStatusCode.Forbidden, "POST", "/auth/change-password", new { currentPassword = SignedIn.Password, newPassword = Next }, session));
        Assert.Equal("fresh_factor_required", await site.RefusalAsync(
            HttpStatusCode.Forbidden, "POST", "/auth/change-email", new { email = "lovelace@example.com" }, session));
    }

    [Fact]
    public async Task An_address_changes_when_the_code_from_the_new_one_comes_back()
    {
        const string New = "lovelace@example.com";
        await site.ReadAsync("POST", "/auth/change-email", new { email = New }, session);
        var code = site.LongCodeFor(New);
        Assert.Equal("code_wrong", await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/change-email/confirm", new { code = code + "x" }, session));

        var changed = await site.ReadAsync("POST", "/auth/change-email/confirm", new { code }, session);

        Assert.Equal(New, SignedIn.Text(changed["profile"]!, "email"));
        await site.LogInAsync(New);
        Assert.Equal("login_failed", await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/login", new { email = Email, password = SignedIn.Password }));
    }

    [Fact]
    public async Task An_address_that_has_an_account_cannot_be_taken_and_the_answer_does_not_tell()
    {
        await site.RegisterAsync("eve@example.com", "Eve");

        var answer = await site.ReadAsync("POST", "/auth/change-email", new { email = "eve@example.com" }, session);

        Assert.Equal(["success"], answer.AsObject().Select(f => f.Key));
        Assert.Contains("account already", site.Mails("eve@example.com")[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/auth/forgot-password", "{\"email\":1}", "email")]
    [InlineData("/auth/forgot-password", "{\"email\":\"a@example.com\",\"email\":\"b@example.com\"}", "email")]
    [InlineData("/auth/forgot-password", "{\"email\":\"a@example.com\",\"admin\":true}", "admin")]
    [InlineData("/auth/reset-password", "{\"email\":\"a@example.com\",\"code\":5,\"password\":\"x\"}", "code")]
    [InlineData("/auth/reset-password", "{\"email\":\"a@example.com\",\"code\":\"x\",\"password\":null}", "password")]
    [InlineData("/auth/change-password", "{\"currentPassword\":\"a\",\"newPassword\":[]}", "newPassword")]
    [InlineData("/auth/change-password", "{\"currentPassword\":\"a\",\"newPassword\":\"b\",\"userId\":\"c\"}", "userId")]
    [InlineData("/auth/change-email", "{\"email\":{\"$gt\":\"\"}}", "email")]
    [InlineData("/auth/change-email/confirm", "{\"code\":true}", "code")]
    public async Task A_body_that_is_not_what_it_should_be_is_400_and_names_its_field(string path, string body, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api" + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation(session.Name, session.Value);
        using var response = await site.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]![field]);
    }

    [Theory]
    [InlineData("/auth/forgot-password")]
    [InlineData("/auth/reset-password")]
    [InlineData("/auth/change-password")]
    [InlineData("/auth/change-email")]
    [InlineData("/auth/change-email/confirm")]
    public async Task A_body_over_a_mebibyte_is_413(string path) => Assert.Equal(
        "body_too_large",
        await site.RefusalAsync(HttpStatusCode.RequestEntityTooLarge, "POST", path, new { email = new string('a', 1 << 20) }, session));

    private Task<string> ResetRefusalAsync(string code) => site.RefusalAsync(
        HttpStatusCode.Unauthorized, "POST", "/auth/reset-password", new { email = Email, code, password = Next });
}
