using System.Net;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>Logins that wait for their second step while the account's sessions are ended.</summary>
public sealed class BegunLoginTests : IAsyncLifetime
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
    public async Task A_login_begun_before_a_reset_opens_nothing_after_it_and_gets_no_other_code()
    {
        var begun = new { challenge = await BeginAsync(), code = site.CodeFor(Email) };
        await site.ReadAsync("POST", "/auth/forgot-password", new { email = Email });
        var code = site.LongCodeFor(Email);
        await site.ReadAsync("POST", "/auth/reset-password", new { email = Email, code, password = Next });

        Assert.Equal("challenge_over", await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/otp/verify", begun));
        site.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("challenge_over", await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/otp/send", new { begun.challenge }));
    }

    [Fact]
    public async Task A_login_begun_before_a_change_of_password_opens_nothing_after_it()
    {
        var begun = new { challenge = await BeginAsync(), code = site.CodeFor(Email) };
        await site.ReadAsync("POST", "/auth/change-password", new { currentPassword = SignedIn.Password, newPassword = Next }, session);

        Assert.Equal("challenge_over", await site.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/otp/verify", begun));
    }

    [Fact]
    public async Task A_login_that_waits_for_the_authenticator_is_over_too()
    {
        var phone = await Phone.EnrolAsync(site, session);
        var challenge = await BeginAsync();
        await site.ReadAsync("DELETE", "/auth/sessions", null, session);

        Assert.Equal("challenge_over", await site.RefusalAsync(
            HttpStatusCode.Unauthorized, "POST", "/auth/otp/verify", new { challenge, code = phone.NextCode(), method = "totp" }));
        await phone.LogInAsync(Email);
    }

    [Fact]
    public async Task A_password_that_is_little_more_than_an_organization_of_the_persons_is_refused()
    {
        await site.ReadAsync("POST", "/organizations", new { name = "Quillfeather" }, session);
        const string Named = "Quillfeather 12";
        using var changed = await site.SendAsync(
            "POST", "/auth/change-password", new { currentPassword = SignedIn.Password, newPassword = Named }, session);
        await site.ReadAsync("POST", "/auth/forgot-password", new { email = Email });
        var code = site.LongCodeFor(Email);
        using var reset = await site.SendAsync("POST", "/auth/reset-password", new { email = Email, code, password = Named });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, changed.StatusCode);
        Assert.NotNull((await Problem.OfAsync(changed))["errors"]!["newPassword"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, reset.StatusCode);
        Assert.NotNull((await Problem.OfAsync(reset))["errors"]!["password"]);
        await site.ReadAsync("POST", "/auth/reset-password", new { email = Email, code, password = Next });
    }

    private async Task<string> BeginAsync() =>
        SignedIn.Text(await site.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password }), "challenge");
}
