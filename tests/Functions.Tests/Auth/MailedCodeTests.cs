using System.Net;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>Every number of mailed codes, over HTTP with a clock that the test moves.</summary>
public sealed class MailedCodeTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private SignedIn api = null!;

    public async Task InitializeAsync() => api = await SignedIn.StartAsync();

    public async Task DisposeAsync() => await api.DisposeAsync();

    [Fact]
    public async Task Another_code_waits_for_sixty_seconds_and_the_answer_says_how_long()
    {
        var challenge = await BeginAsync(Email);
        api.Clock.Advance(TimeSpan.FromSeconds(20));

        using var early = await api.SendAsync("POST", "/auth/otp/send", new { challenge });
        Assert.Equal("code_cooldown", await Problem.CodeAsync(early, HttpStatusCode.TooManyRequests));
        Assert.Equal(40, early.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Single(api.Mails(Email));

        api.Clock.Advance(TimeSpan.FromSeconds(40));
        await api.ReadAsync("POST", "/auth/otp/send", new { challenge });
        Assert.Equal(2, api.Mails(Email).Count);
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes()
    {
        var (early, late) = (await BeginAsync(Email), await BeginAsync("eve@example.com"));
        var (right, over) = (api.CodeFor(Email), api.CodeFor("eve@example.com"));

        api.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await api.ReadAsync("POST", "/auth/otp/verify", new { challenge = early, code = right });
        api.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("code_wrong", await VerifyAsync(late, over));
    }

    [Fact]
    public async Task A_code_opens_one_session()
    {
        var challenge = await BeginAsync(Email);
        var code = api.CodeFor(Email);

        await api.ReadAsync("POST", "/auth/otp/verify", new { challenge, code });

        Assert.Equal("challenge_over", await VerifyAsync(challenge, code));
    }

    [Fact]
    public async Task After_five_tries_the_right_code_is_worth_nothing_and_none_is_mailed()
    {
        var challenge = await BeginAsync(Email);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("code_wrong", await VerifyAsync(challenge, Wrong(api.CodeFor(Email))));
        }

        Assert.Equal("challenge_over", await VerifyAsync(challenge, api.CodeFor(Email)));
        api.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("challenge_over", await api.RefusalAsync(HttpStatusCode.Unauthorized, "POST", "/auth/otp/send", new { challenge }));
    }

    [Fact]
    public async Task Sixty_four_parallel_tries_never_give_a_sixth()
    {
        var challenge = await BeginAsync(Email);
        var code = Wrong(api.CodeFor(Email));

        var codes = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => VerifyAsync(challenge, code)));

        Assert.Equal(5, codes.Count(c => c == "code_wrong"));
        Assert.All(codes, c => Assert.True(c is "code_wrong" or "challenge_over" or "rate_limited" or "service_unavailable", c));
    }

    [Fact]
    public async Task A_code_works_for_its_own_challenge_only()
    {
        var (mine, theirs) = (await BeginAsync(Email), await BeginAsync("eve@example.com"));
        while (api.CodeFor(Email) == api.CodeFor("eve@example.com"))
        {
            api.Clock.Advance(TimeSpan.FromMinutes(1));
            await api.ReadAsync("POST", "/auth/otp/send", new { challenge = theirs });
        }

        Assert.Equal("code_wrong", await VerifyAsync(mine, api.CodeFor("eve@example.com")));
    }

    [Fact]
    public async Task An_account_gets_twenty_codes_a_day_over_all_challenges()
    {
        await api.RegisterAsync(Email);
        for (var i = 0; i < 20; i++)
        {
            await api.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password });
            api.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        using var refused = await api.SendAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password });
        Assert.Equal("code_cooldown", await Problem.CodeAsync(refused, HttpStatusCode.TooManyRequests));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalHours, 11, 12);

        api.Clock.Advance(TimeSpan.FromHours(12));
        await api.ReadAsync("POST", "/auth/login", new { email = Email, password = SignedIn.Password });
    }

    [Fact]
    public async Task A_challenge_is_over_after_an_hour()
    {
        var challenge = await BeginAsync(Email);
        api.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("challenge_over", await VerifyAsync(challenge, api.CodeFor(Email)));
    }

    [Theory]
    [InlineData("""{"challenge":"x","code":"123456","method":"sms"}""", 422, "method")]
    [InlineData("""{"challenge":"x","code":"12345"}""", 422, "code")]
    [InlineData("""{"challenge":"x","code":"","method":"recovery"}""", 422, "code")]
    [InlineData("""{"challenge":"x","code":"aaaaaaaaaaaaaaaaaaaaaaaaa","method":"recovery"}""", 422, "code")]
    [InlineData("""{"challenge":"x"}""", 422, "code")]
    [InlineData("""{"challenge":1,"code":"123456"}""", 400, "challenge")]
    [InlineData("""{"challenge":"x","code":123456}""", 400, "code")]
    [InlineData("""{"challenge":"x","code":"123456","code":"123457"}""", 400, "code")]
    [InlineData("""{"challenge":"x","code":"123456","user":"eve"}""", 400, "user")]
    public async Task A_body_that_is_wrong_names_its_field(string body, int status, string field)
    {
        using var response = await api.Client.PostAsync("/api/auth/otp/verify", new StringContent(body, null, "application/json"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.True((await Problem.OfAsync(response))["errors"]!.AsObject().ContainsKey(field));
    }

    private static string Wrong(string code) => code == "123456" ? "654321" : "123456";

    private async Task<string> BeginAsync(string email) =>
        SignedIn.Text(await api.ReadAsync("POST", "/auth/register", new { email, password = SignedIn.Password, name = "Ada" }), "challenge");

    private async Task<string> VerifyAsync(string challenge, string code)
    {
        using var response = await api.SendAsync("POST", "/auth/otp/verify", new { challenge, code });
        return response.IsSuccessStatusCode ? "ok" : (await Problem.OfAsync(response))["code"]!.GetValue<string>();
    }
}
