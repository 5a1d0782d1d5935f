using System.Net;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>A browser's session: in a cookie that pages cannot read, and of no use to the pages of others.</summary>
public sealed class CookieTests : IAsyncLifetime
{
    private const string Email = "ada@example.com";
    private SignedIn site = null!;

    public async Task InitializeAsync()
    {
        site = await SignedIn.StartAsync();
        await site.RegisterAsync(Email);
    }

    public Task DisposeAsync() => site.DisposeAsync().AsTask();

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_pages_and_the_token_is_in_no_body()
    {
        var (answer, cookie, _) = await site.LogInByCookieAsync(Email);
        using (answer)
        {
            var set = answer.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
            Assert.Contains("; httponly", set, StringComparison.Ordinal);
            Assert.Contains("; samesite=lax", set, StringComparison.Ordinal);
            Assert.Contains("; path=/", set, StringComparison.Ordinal);
            Assert.DoesNotContain("domain", set, StringComparison.Ordinal);
            var token = cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..];
            Assert.DoesNotContain(token, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(Email, SignedIn.Text((await site.ReadAsync("GET", "/auth/profile", null, ("Cookie", cookie)))["profile"]!, "email"));
    }

    [Fact]
    public async Task Behind_https_the_cookie_is_secure_and_bound_to_its_host()
    {
        await using var secure = await SignedIn.StartAsync();
        var cookie = new HiveFlow.Functions.Gate.SessionCookie(
            Microsoft.Extensions.Options.Options.Create(new HiveFlow.Functions.Gate.GateOptions { PublicUrl = new Uri("https://api.example.com") }),
            (Microsoft.Extensions.Hosting.IHostEnvironment)secure.Services.GetService(typeof(Microsoft.Extensions.Hosting.IHostEnvironment))!);
        var context = new Microsoft.AspNetCore.Http.DefaultHttpContext();

        cookie.Keep(context.Response, new Identity.Sessions.OpenedSession(
            new Errors.Secret("a-token"), DateTimeOffset.UnixEpoch, new Identity.Accounts.Profile("i", "e", "n", "o", default), IsCookie: true));

        var set = context.Response.Headers.SetCookie.ToString();
        Assert.StartsWith("__Host-hiveflow-session=a-token;", set, StringComparison.Ordinal);
        Assert.Contains("; secure", set, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_by_cookie_needs_the_sessions_csrf_token_and_a_reading_does_not()
    {
        var (answer, cookie, csrf) = await site.LogInByCookieAsync(Email);
        answer.Dispose();
        var (other, _, foreign) = await site.LogInByCookieAsync(Email);
        other.Dispose();
        var rename = new { name = "Ada Lovelace" };

        Assert.Equal("csrf_failed", await site.RefusalAsync(HttpStatusCode.Forbidden, "PUT", "/auth/profile", rename, ("Cookie", cookie)));
        Assert.Equal("csrf_failed", await site.RefusalAsync(
            HttpStatusCode.Forbidden, "PUT", "/auth/profile", rename, ("Cookie", cookie), ("X-CSRF-Token", foreign)));
        Assert.Equal(csrf, SignedIn.Text(await site.ReadAsync("GET", "/auth/csrf", null, ("Cookie", cookie)), "csrfToken"));
        await site.ReadAsync("PUT", "/auth/profile", rename, ("Cookie", cookie), ("X-CSRF-Token", csrf));
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused_even_with_the_token()
    {
        var (answer, cookie, csrf) = await site.LogInByCookieAsync(Email);
        answer.Dispose();

        Assert.Equal("origin_forbidden", await site.RefusalAsync(
            HttpStatusCode.Forbidden, "PUT", "/auth/profile", new { name = "Eve" }, ("Cookie", cookie), ("X-CSRF-Token", csrf), ("Origin", "https://evil.example")));
    }

    [Fact]
    public async Task A_browsers_token_is_no_bearer_and_a_bearers_token_no_cookie()
    {
        var (answer, cookie, csrf) = await site.LogInByCookieAsync(Email);
        answer.Dispose();
        var bearer = await site.LogInAsync(Email);
        var name = cookie[..cookie.IndexOf('=', StringComparison.Ordinal)];
        var asBearer = ("Authorization", $"Bearer {cookie[(name.Length + 1)..]}");
        var asCookie = ("Cookie", $"{name}={bearer.Value["Bearer ".Length..]}");

        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, asBearer));
        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, asCookie));
        Assert.Equal("not_found", await site.RefusalAsync(HttpStatusCode.NotFound, "GET", "/auth/csrf", null, bearer));
        await site.ReadAsync("PUT", "/auth/profile", new { name = "Ada" }, bearer);
        Assert.Equal("malformed_request", await site.RefusalAsync(
            HttpStatusCode.BadRequest, "GET", "/auth/profile", null, ("Cookie", $"{cookie}; {name}=another"), ("X-CSRF-Token", csrf)));
    }

    [Fact]
    public async Task Logging_out_ends_the_session_and_clears_what_the_browser_keeps()
    {
        var (answer, cookie, csrf) = await site.LogInByCookieAsync(Email);
        answer.Dispose();

        using var logout = await site.SendAsync("POST", "/auth/logout", null, ("Cookie", cookie), ("X-CSRF-Token", csrf));

        Assert.Equal(HttpStatusCode.OK, logout.StatusCode);
        Assert.Contains("expires=Thu, 01 Jan 1970", logout.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Contains("\"cookies\"", string.Join(' ', logout.Headers.GetValues("Clear-Site-Data")), StringComparison.Ordinal);
        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, ("Cookie", cookie)));
    }

    [Fact]
    public async Task An_hour_without_use_ends_a_browsers_session()
    {
        var (answer, cookie, _) = await site.LogInByCookieAsync(Email);
        answer.Dispose();
        site.Clock.Advance(TimeSpan.FromMinutes(59));
        await site.ReadAsync("GET", "/auth/profile", null, ("Cookie", cookie));
        site.Clock.Advance(TimeSpan.FromMinutes(59));
        await site.ReadAsync("GET", "/auth/profile", null, ("Cookie", cookie));

        site.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("credential_invalid", await site.RefusalAsync(HttpStatusCode.Unauthorized, "GET", "/auth/profile", null, ("Cookie", cookie)));
    }
}
