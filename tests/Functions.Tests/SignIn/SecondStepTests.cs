using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Auth;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Logins by an outside provider into accounts that have an authenticator.</summary>
public sealed class SecondStepTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Fact]
    public async Task An_account_with_an_authenticator_is_asked_for_it_and_a_mailed_code_does_not_stand_in()
    {
        var phone = await EnrolledAsync("asked");
        var (_, _, challenge) = await TradeAsync();

        Assert.Equal("[\"totp\"]", challenge["methods"]!.ToJsonString());
        Assert.Null(challenge["token"]);
        using var mailed = await VerifyAsync(challenge, "123456", "email");
        Assert.Equal("validation_failed", await Problem.CodeAsync(mailed, HttpStatusCode.UnprocessableEntity));
        using var wrong = await VerifyAsync(challenge, "000000", "totp");
        Assert.Equal("code_wrong", await Problem.CodeAsync(wrong, HttpStatusCode.Unauthorized));
        using var right = await VerifyAsync(challenge, NextCode(phone), "totp");
        var token = (await ApiHost.ReadAsync(right, HttpStatusCode.OK))["token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await host.ProfileAsync(token));
        var acts = (await CallAsync(token, "GET", "/api/auth/activity", null))["entries"]!.AsArray().Select(e => e!["action"]!.GetValue<string>()).ToList();
        Assert.All(["account.created", "sign_in.completed", "session.opened", "totp.enabled", "second_factor.refused"], act => Assert.Contains(act, acts));
    }

    [Fact]
    public async Task A_second_use_of_the_code_voids_the_challenge_that_the_first_gave()
    {
        var phone = await EnrolledAsync("voided");
        var (code, verifier, challenge) = await TradeAsync();

        using var second = await host.TradeAsync(code, verifier);

        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(second, HttpStatusCode.Unauthorized));
        using var late = await VerifyAsync(challenge, NextCode(phone), "totp");
        Assert.Equal("challenge_over", await Problem.CodeAsync(late, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_second_use_of_the_code_ends_the_session_that_its_challenge_opened()
    {
        var phone = await EnrolledAsync("ended");
        var (code, verifier, challenge) = await TradeAsync();
        using var right = await VerifyAsync(challenge, NextCode(phone), "totp");
        var token = (await ApiHost.ReadAsync(right, HttpStatusCode.OK))["token"]!.GetValue<string>();

        using var second = await host.TradeAsync(code, verifier);

        Assert.Equal(HttpStatusCode.Unauthorized, second.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
    }

    [Fact]
    public async Task A_code_made_before_the_persons_sessions_were_ended_opens_nothing_after_it()
    {
        var email = host.NewEmail();
        host.Stub.Is("overtaken", email);
        var token = (await host.LogInAsync("google"))["token"]!.GetValue<string>();
        using var visitor = host.NewVisitor();
        var back = await visitor.GoAsync(visitor.Start("/api/auth/google"));
        token = await SteppedUpAsync(token, email);
        await CallAsync(token, "DELETE", "/api/auth/sessions", null);

        using var traded = await host.TradeAsync(back["code"], visitor.Verifier);

        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(traded, HttpStatusCode.Unauthorized));
    }

    private async Task<string> EnrolledAsync(string subject)
    {
        var email = host.NewEmail();
        host.Stub.Is(subject, email);
        var token = await SteppedUpAsync((await host.LogInAsync("google"))["token"]!.GetValue<string>(), email);
        var secret = (await CallAsync(token, "POST", "/api/auth/totp/setup", null))["secret"]!.GetValue<string>();
        await CallAsync(token, "POST", "/api/auth/totp/enable", new { code = Phone.CodeOf(secret, host.Clock.GetUtcNow()) });
        return secret;
    }

    // The provider's word is no second factor of ours: the account's own mailbox is asked.
    private async Task<string> SteppedUpAsync(string token, string email)
    {
        var started = await CallAsync(token, "POST", "/api/auth/step-up", null);
        var code = Mails.CodeFor(host.Host.DataFolder, email);
        var stepped = await CallAsync(
            token, "POST", "/api/auth/step-up/verify", new { challenge = started["challenge"]!.GetValue<string>(), code, method = "email" });
        return stepped["token"]!.GetValue<string>();
    }

    private async Task<(string Code, string Verifier, JsonNode Challenge)> TradeAsync()
    {
        using var visitor = host.NewVisitor();
        var back = await visitor.GoAsync(visitor.Start("/api/auth/google"));
        using var traded = await host.TradeAsync(back["code"], visitor.Verifier);
        var challenge = await ApiHost.ReadAsync(traded, HttpStatusCode.OK);
        Assert.True(challenge["mfaRequired"]!.GetValue<bool>());
        return (back["code"], visitor.Verifier, challenge);
    }

    private string NextCode(string secret)
    {
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        return Phone.CodeOf(secret, host.Clock.GetUtcNow());
    }

    private Task<HttpResponseMessage> VerifyAsync(JsonNode challenge, string code, string method) => host.Host.Client.PostAsJsonAsync(
        "/api/auth/otp/verify", new { challenge = challenge["challenge"]!.GetValue<string>(), code, method });

    private async Task<JsonNode> CallAsync(string token, string method, string path, object? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await host.Host.Client.SendAsync(request);
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }
}
