using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Visits and codes: one browser, one use, their time, and only to where the operator said.</summary>
public sealed class VisitTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Theory]
    [InlineData("client", "phone", "client")]
    [InlineData("client", null, "client")]
    [InlineData("redirect_uri", null, "redirect_uri")]
    [InlineData("redirect_uri", "https://evil.example/", "redirect_uri")]
    [InlineData("redirect_uri", "//evil.example/", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001/signed-in/", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001/signed-in?x=1", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001/signed-in#x", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001/Signed-in", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001@evil.example/signed-in", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001/signed-in/../evil", "redirect_uri")]
    [InlineData("redirect_uri", "http://localhost:3001/signed-in\\", "redirect_uri")]
    [InlineData("redirect_uri", "javascript:alert(1)", "redirect_uri")]
    [InlineData("redirect_uri", "http://127.0.0.1:5000/callback", "redirect_uri")]
    [InlineData("redirect_uri", "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/back", "redirect_uri")]
    [InlineData("code_challenge_method", "plain", "code_challenge_method")]
    [InlineData("code_challenge_method", null, "code_challenge_method")]
    [InlineData("code_challenge", null, "code_challenge")]
    [InlineData("code_challenge", "short", "code_challenge")]
    [InlineData("state", "über", "state")]
    [InlineData("intent", "steal", "intent")]
    public async Task A_wrong_beginning_is_422_naming_the_field_and_redirects_nowhere(string name, string? value, string field)
    {
        using var visitor = host.NewVisitor();
        foreach (var provider in new[] { "google", "github" })
        {
            using var response = await visitor.GetAsync(visitor.Start($"/api/auth/{provider}", (name, value)));

            Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
            Assert.Null(response.Headers.Location);
            Assert.NotNull((await Problem.OfAsync(response))["errors"]![field]);
        }
    }

    [Theory]
    [InlineData("desktop", "http://127.0.0.1:51234/callback", true)]
    [InlineData("desktop", "http://[::1]:51234/callback", true)]
    [InlineData("desktop", "http://127.0.0.1/callback", true)]
    [InlineData("desktop", "http://localhost:51234/callback", false)]
    [InlineData("desktop", "http://127.0.0.1:51234/other", false)]
    [InlineData("desktop", "https://127.0.0.1:51234/callback", false)]
    [InlineData("desktop", "http://127.0.0.1.evil.example:51234/callback", false)]
    [InlineData("desktop", "http://127.0.0.1:51234@evil.example/callback", false)]
    [InlineData("desktop", "http://127.1:51234/callback", false)]
    [InlineData("desktop", "http://10.0.0.1:51234/callback", false)]
    [InlineData("desktop", "http://localhost:3001/signed-in", false)]
    [InlineData("extension", "https://abcdefghijklmnopabcdefghijklmnop.chromiumapp.org/back", true)]
    [InlineData("extension", "https://ponmlkjihgfedcbaponmlkjihgfedcba.chromiumapp.org/back", false)]
    [InlineData("web", "http://localhost:3001/signed-in", true)]
    public async Task Each_kind_of_client_has_its_own_addresses(string client, string redirect, bool isTaken)
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is($"{client} {redirect}", host.NewEmail());
        var start = visitor.Start("/api/auth/google", ("client", client), ("redirect_uri", redirect));
        if (isTaken)
        {
            var back = await visitor.GoAsync(start, redirect: redirect);
            using var traded = await host.TradeAsync(back["code"], visitor.Verifier);
            await ApiHost.ReadAsync(traded, HttpStatusCode.OK);
        }
        else
        {
            using var refused = await visitor.GetAsync(start);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }
    }

    [Fact]
    public async Task The_cookie_is_for_the_server_alone_and_the_redirect_holds_no_token()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("plain", host.NewEmail());
        using var started = await visitor.GetAsync(visitor.Start("/api/auth/google"));

        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        var cookie = Assert.Single(started.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=600", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(cookie.Split('=', ';')[1], started.Headers.Location!.ToString(), StringComparison.Ordinal);

        var back = await visitor.GoAsync(visitor.Start("/api/auth/google"));
        Assert.Equal(["code", "state"], back.Keys.Order());
    }

    [Fact]
    public async Task Another_browser_cannot_end_a_visit_and_its_own_can_once()
    {
        using var visitor = host.NewVisitor();
        using var stranger = host.NewVisitor();
        host.Stub.Is("bound", host.NewEmail());
        var callback = await visitor.BackAsync(visitor.Start("/api/auth/google"));
        using (await stranger.GetAsync(stranger.Start("/api/auth/google")))
        {
            using var foreign = await stranger.GetAsync(callback);
            Assert.Equal("sign_in_over", await Problem.CodeAsync(foreign, HttpStatusCode.BadRequest));
        }

        using var own = await visitor.GetAsync(callback);
        Assert.Equal(HttpStatusCode.SeeOther, own.StatusCode);
        using var again = await visitor.GetAsync(callback);
        Assert.Equal("sign_in_over", await Problem.CodeAsync(again, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_visit_is_over_after_ten_minutes_and_belongs_to_its_provider()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("slow", host.NewEmail());
        var callback = await visitor.BackAsync(visitor.Start("/api/auth/google"));
        using (var other = await visitor.GetAsync(callback.Replace("/google/", "/github/", StringComparison.Ordinal)))
        {
            Assert.Equal("sign_in_over", await Problem.CodeAsync(other, HttpStatusCode.BadRequest));
        }

        host.Clock.Advance(TimeSpan.FromMinutes(10));
        using var late = await visitor.GetAsync(callback);

        Assert.Equal("sign_in_over", await Problem.CodeAsync(late, HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=x")]
    [InlineData("?code=x&state=")]
    [InlineData("?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_return_that_nobody_began_is_400_and_redirects_nowhere(string query)
    {
        using var visitor = host.NewVisitor();
        using var response = await visitor.GetAsync($"/api/auth/google/callback{query}");

        Assert.Equal("sign_in_over", await Problem.CodeAsync(response, HttpStatusCode.BadRequest));
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task A_code_is_traded_once_and_its_second_use_ends_the_session_it_gave()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("twice", host.NewEmail());
        var code = (await visitor.GoAsync(visitor.Start("/api/auth/google")))["code"];
        using var first = await host.TradeAsync(code, visitor.Verifier);
        var token = (await ApiHost.ReadAsync(first, HttpStatusCode.OK))["token"]!.GetValue<string>();
        Assert.Equal(HttpStatusCode.OK, await host.ProfileAsync(token));

        using var second = await host.TradeAsync(code, visitor.Verifier);

        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(second, HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
    }

    [Fact]
    public async Task A_stolen_code_without_the_verifier_opens_nothing_and_is_burned()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("stolen", host.NewEmail());
        var code = (await visitor.GoAsync(visitor.Start("/api/auth/google")))["code"];

        using var thief = await host.TradeAsync(code, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));
        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(thief, HttpStatusCode.Unauthorized));
        using var client = await host.TradeAsync(code, visitor.Verifier);

        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(client, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task A_code_is_worth_nothing_after_a_minute()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("late", host.NewEmail());
        var code = (await visitor.GoAsync(visitor.Start("/api/auth/google")))["code"];
        host.Clock.Advance(TimeSpan.FromSeconds(60));

        using var traded = await host.TradeAsync(code, visitor.Verifier);

        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(traded, HttpStatusCode.Unauthorized));
    }

    [Fact]
    public async Task Sixteen_trades_at_once_give_at_most_one_session_and_leave_none()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("parallel", host.NewEmail());
        var code = (await visitor.GoAsync(visitor.Start("/api/auth/google")))["code"];

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.TradeAsync(code, visitor.Verifier)));

        var sessions = answers.Where(a => a.IsSuccessStatusCode).ToList();
        Assert.InRange(sessions.Count, 0, 1);
        foreach (var session in sessions)
        {
            var token = JsonNode.Parse(await session.Content.ReadAsStringAsync())!["token"]!.GetValue<string>();
            Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(token));
        }
    }

    [Fact]
    public async Task A_code_is_no_session_and_a_session_no_code()
    {
        using var visitor = host.NewVisitor();
        host.Stub.Is("mixed", host.NewEmail());
        var code = (await visitor.GoAsync(visitor.Start("/api/auth/google")))["code"];

        Assert.Equal(HttpStatusCode.Unauthorized, await host.ProfileAsync(code));
        using var traded = await host.TradeAsync(code, visitor.Verifier);
        var token = (await ApiHost.ReadAsync(traded, HttpStatusCode.OK))["token"]!.GetValue<string>();
        using var wrong = await host.TradeAsync(token, visitor.Verifier);
        Assert.Equal("sign_in_code_invalid", await Problem.CodeAsync(wrong, HttpStatusCode.Unauthorized));
    }
}
