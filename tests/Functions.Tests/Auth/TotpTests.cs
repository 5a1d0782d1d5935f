using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>An authenticator from its setup to its removal, over HTTP with a clock that the test moves.</summary>
public sealed class TotpTests : IAsyncLifetime
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
    public async Task Setup_gives_a_secret_of_160_bits_a_URI_with_the_issuer_and_a_picture()
    {
        var setup = await api.ReadAsync("POST", "/auth/totp/setup", null, session);

        var secret = SignedIn.Text(setup, "secret");
        Assert.Matches("^[A-Z2-7]{32}$", secret);
        Assert.Equal(
            $"otpauth://totp/HiveFlow:ada%40example.com?secret={secret}&issuer=HiveFlow&algorithm=SHA1&digits=6&period=30",
            SignedIn.Text(setup, "uri"));
        Assert.Equal("svg", XDocument.Parse(SignedIn.Text(setup, "qr")).Root!.Name.LocalName);
        Assert.False(await IsEnabledAsync());
        Assert.Equal("[\"email\"]", (await LogInAsync())["methods"]!.ToJsonString());
    }

    [Fact]
    public async Task From_its_first_code_on_every_login_asks_for_it()
    {
        var phone = await Phone.EnrolAsync(api, session);
        Assert.Equal(10, phone.RecoveryCodes.Distinct().Count());
        Assert.All(phone.RecoveryCodes, c => Assert.Matches("^[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}$", c));

        var started = await LogInAsync();
        Assert.Equal("[\"totp\"]", started["methods"]!.ToJsonString());
        Assert.True(started["totpEnrolled"]!.GetValue<bool>());
        Assert.DoesNotContain(api.Mails(Email), m => m.Contains("login code", StringComparison.Ordinal));

        var challenge = SignedIn.Text(started, "challenge");
        Assert.Equal("validation_failed", await VerifyAsync(challenge, "123456", "email"));
        Assert.Equal("code_wrong", await VerifyAsync(challenge, phone.Code(), "totp"));
        var opened = await api.ReadAsync("POST", "/auth/otp/verify", new { challenge, code = phone.NextCode(), method = "totp" });
        Assert.True(opened["totpEnrolled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_login_without_an_authenticator_says_so_at_once()
    {
        Assert.False((await LogInAsync())["totpEnrolled"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_code_is_taken_one_step_early_or_late_and_a_step_once()
    {
        var phone = await Phone.EnrolAsync(api, session);
        api.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("code_wrong", await TryAsync(phone.Code(-2)));
        Assert.Equal("code_wrong", await TryAsync(phone.Code(2)));
        Assert.Equal("ok", await TryAsync(phone.Code(-1)));
        Assert.Equal("ok", await TryAsync(phone.Code(1)));
        Assert.Equal("code_wrong", await TryAsync(phone.Code(1)));
        Assert.Equal("code_wrong", await TryAsync(phone.Code()));
    }

    [Fact]
    public async Task A_recovery_code_stands_in_once_and_new_ones_end_those_before()
    {
        var phone = await Phone.EnrolAsync(api, session);
        Assert.Equal("ok", await TryAsync(phone.RecoveryCodes[0], "recovery"));
        Assert.Equal("code_wrong", await TryAsync(phone.RecoveryCodes[0], "recovery"));
        Assert.Equal(9, (await api.ReadAsync("GET", "/auth/totp", null, session))["totp"]!["recoveryCodesLeft"]!.GetValue<int>());

        var renewed = await api.ReadAsync("POST", "/auth/totp/recovery-codes", null, session);
        Assert.Equal("code_wrong", await TryAsync(phone.RecoveryCodes[1], "recovery"));
        Assert.Equal("ok", await TryAsync(renewed["recoveryCodes"]![1]!.GetValue<string>(), "recovery"));
    }

    [Fact]
    public async Task Recovery_codes_are_shown_once_also_to_a_request_that_is_repeated()
    {
        var phone = Phone.Of(api, await api.ReadAsync("POST", "/auth/totp/setup", null, session));
        var body = new { code = phone.Code() };

        var first = await api.ReadAsync("POST", "/auth/totp/enable", body, session, ("Idempotency-Key", "enable-1"));
        var again = await api.ReadAsync("POST", "/auth/totp/enable", body, session, ("Idempotency-Key", "enable-1"));

        Assert.Equal(10, first["recoveryCodes"]!.AsArray().Count);
        Assert.Null(again["recoveryCodes"]);
    }

    [Fact]
    public async Task A_setup_waits_for_fifteen_minutes_and_a_wrong_code_enables_nothing()
    {
        var phone = Phone.Of(api, await api.ReadAsync("POST", "/auth/totp/setup", null, session));
        using var wrong = await api.SendAsync("POST", "/auth/totp/enable", new { code = phone.Code(3) }, session);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        Assert.NotNull((await Problem.OfAsync(wrong))["errors"]!["code"]);

        api.Clock.Advance(TimeSpan.FromMinutes(15));
        var fresh = await api.LogInAsync(Email);
        Assert.Equal(
            "totp_setup_missing",
            await api.RefusalAsync(HttpStatusCode.Conflict, "POST", "/auth/totp/enable", new { code = phone.Code() }, fresh));
        Assert.False(await IsEnabledAsync());
    }

    [Fact]
    public async Task Another_setup_leaves_the_authenticator_in_force_until_it_is_proven_and_replaces_it_then()
    {
        var old = await Phone.EnrolAsync(api, session);
        var next = Phone.Of(api, await api.ReadAsync("POST", "/auth/totp/setup", null, session));
        Assert.Equal("code_wrong", await TryAsync(next.NextCode()));
        Assert.Equal("ok", await TryAsync(old.Code()));

        await api.ReadAsync("POST", "/auth/totp/enable", new { code = next.NextCode() }, session);
        Assert.Equal("code_wrong", await TryAsync(old.NextCode()));
        Assert.Equal("ok", await TryAsync(next.Code()));
        Assert.Equal("code_wrong", await TryAsync(old.RecoveryCodes[0], "recovery"));
    }

    [Fact]
    public async Task Removed_it_is_asked_for_no_more()
    {
        var phone = await Phone.EnrolAsync(api, session);

        await api.ReadAsync("POST", "/auth/totp/disable", null, session);

        var started = await LogInAsync();
        Assert.Equal("[\"email\"]", started["methods"]!.ToJsonString());
        Assert.Equal("validation_failed", await VerifyAsync(SignedIn.Text(started, "challenge"), phone.NextCode(), "totp"));
        Assert.Equal("totp_not_enrolled", await api.RefusalAsync(HttpStatusCode.Conflict, "POST", "/auth/totp/disable", null, session));
        Assert.Equal("totp_not_enrolled", await api.RefusalAsync(HttpStatusCode.Conflict, "POST", "/auth/totp/recovery-codes", null, session));
    }

    [Theory]
    [InlineData("/auth/totp/setup")]
    [InlineData("/auth/totp/enable")]
    [InlineData("/auth/totp/disable")]
    [InlineData("/auth/totp/recovery-codes")]
    public async Task Every_change_asks_for_a_second_factor_given_in_the_last_five_minutes(string path)
    {
        api.Clock.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        Assert.Equal("fresh_factor_required", await api.RefusalAsync(HttpStatusCode.Forbidden, "POST", path, new { code = "123456" }, session));
    }

    [Theory]
    [InlineData("""{"code":"12345"}""", 422, "code")]
    [InlineData("""{}""", 422, "code")]
    [InlineData("""{"code":123456}""", 400, "code")]
    [InlineData("""{"code":"123456","Code":"1"}""", 400, "Code")]
    [InlineData("""{"code":"123456","secret":"AAAA"}""", 400, "secret")]
    public async Task A_body_that_is_wrong_names_its_field(string body, int status, string field)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/auth/totp/enable") { Content = new StringContent(body, null, "application/json") };
        request.Headers.TryAddWithoutValidation(session.Name, session.Value);
        using var response = await api.Client.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.True((await Problem.OfAsync(response))["errors"]!.AsObject().ContainsKey(field));
    }

    private Task<JsonNode> LogInAsync() => api.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password });

    private async Task<bool> IsEnabledAsync() =>
        (await api.ReadAsync("GET", "/auth/totp", null, session))["totp"]!["enabled"]!.GetValue<bool>();

    private async Task<string> TryAsync(string code, string method = "totp") =>
        await VerifyAsync(SignedIn.Text(await LogInAsync(), "challenge"), code, method);

    private async Task<string> VerifyAsync(string challenge, string code, string method)
    {
        using var response = await api.SendAsync("POST", "/auth/otp/verify", new { challenge, code, method });
        return response.IsSuccessStatusCode ? "ok" : (await Problem.OfAsync(response))["code"]!.GetValue<string>();
    }
}
