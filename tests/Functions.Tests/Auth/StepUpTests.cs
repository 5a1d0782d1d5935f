using System.Net;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>A second factor given anew within a session, over HTTP with a clock that the test moves.</summary>
public sealed class StepUpTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private SignedIn api = null!;
    private (string Name, string Value) session;

    public async Task InitializeAsync()
    {
        api = await SignedIn.StartAsync();
        session = await api.RegisterAsync(Email);
    }

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task It_makes_the_factor_fresh_under_a_new_token_and_the_old_one_dies()
    {
        api.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("fresh_factor_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "POST", "/auth/totp/setup", null, session));

        var started = await api.ReadAsync("POST", "/auth/step-up", null, session);
        Assert.Equal("[\"email\"]", started["methods"]!.ToJsonString());
        var body = new { challenge = SignedIn.Text(started, "challenge"), code = api.CodeFor(Email) };
        var renewed = await api.ReadAsync("POST", "/auth/step-up/verify", body, session);
        (string, string) fresh = ("Authorization", $"Bearer {SignedIn.Text(renewed, "token")}");

        await api.ReadAsync("POST", "/auth/totp/setup", null, fresh);
        Assert.Equal("credential_invalid", await api.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, session));
        api.Clock.Advance(TimeSpan.FromHours(23) - TimeSpan.FromMinutes(1));
        await api.ReadAsync("GET", "/auth/profile", null, fresh);
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("credential_invalid", await api.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, fresh));
    }

    [Fact]
    public async Task Who_has_an_authenticator_is_asked_for_it_or_a_recovery_code()
    {
        var phone = await Phone.EnrolAsync(api, session);
        var mails = api.Mails(Email).Count(m => m.Contains("confirmation code", StringComparison.Ordinal));
        api.Clock.Advance(TimeSpan.FromMinutes(6));

        var started = await api.ReadAsync("POST", "/auth/step-up", null, session);
        Assert.Equal("[\"totp\"]", started["methods"]!.ToJsonString());
        Assert.Equal(mails, api.Mails(Email).Count(m => m.Contains("confirmation code", StringComparison.Ordinal)));
        var renewed = await api.ReadAsync(
            "POST", "/auth/step-up/verify", new { challenge = SignedIn.Text(started, "challenge"), code = phone.NextCode(), method = "totp" }, session);
        (string, string) fresh = ("Authorization", $"Bearer {SignedIn.Text(renewed, "token")}");
        await api.ReadAsync("POST", "/auth/totp/recovery-codes", null, fresh);
    }

    [Fact]
    public async Task A_challenge_of_one_kind_or_session_is_none_in_anothers_place()
    {
        var other = await api.LogInAsync(Email);
        var stepUp = SignedIn.Text(await api.ReadAsync("POST", "/auth/step-up", null, session), "challenge");
        var stepUpCode = api.CodeFor(Email);
        var login = SignedIn.Text(await api.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password }), "challenge");
        var loginCode = api.CodeFor(Email);

        Assert.Equal("challenge_over", await api.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/otp/verify", new { challenge = stepUp, code = stepUpCode }));
        Assert.Equal("challenge_over", await api.RefusalAsync(
            HttpStatusCode.Unauthorized, "POST", "/auth/step-up/verify", new { challenge = login, code = loginCode }, session));
        Assert.Equal("challenge_over", await api.RefusalAsync(
            HttpStatusCode.Unauthorized, "POST", "/auth/step-up/verify", new { challenge = stepUp, code = stepUpCode }, other));
        await api.ReadAsync("POST", "/auth/step-up/verify", new { challenge = stepUp, code = stepUpCode }, session);
    }

    [Fact]
    public async Task Step_ups_that_nobody_answers_are_bounded()
    {
        await Phone.EnrolAsync(api, session);
        for (var i = 0; i < 21; i++)
        {
            await api.ReadAsync("POST", "/auth/step-up", null, session);
        }

        Assert.Equal("too_many_tries", await api.RefusalAsync(HttpStatusCode.TooManyRequests, "POST", "/auth/step-up", null, session));
    }
}
