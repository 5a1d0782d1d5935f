using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Auth;

[Collection(ApiGroup.Name)]
public sealed class AuthTests(ApiHost api)
{
    [Fact]
    public async Task Login_takes_password_and_code_and_logout_ends_it()
    {
        var person = await api.RegisterAsync("grace@example.com", "Grace");
        using var login = await api.Client.PostAsJsonAsync("/api/auth/login", new { email = "Grace@example.com", password = ApiHost.Password });
        var started = await ApiHost.ReadAsync(login, HttpStatusCode.OK);
        Assert.True(started["mfaRequired"]!.GetValue<bool>());
        Assert.Equal("[\"email\"]", started["methods"]!.ToJsonString());
        Assert.Null(started["token"]);

        var again = await api.ConfirmAsync(started, person.Email);
        Assert.NotEqual(person.Token, again.Token);
        using var logout = await api.SendAsync("POST", "/api/auth/logout", again.Token);
        Assert.Equal(HttpStatusCode.OK, logout.StatusCode);
        Assert.Contains("storage", string.Join(string.Empty, logout.Headers.GetValues("Clear-Site-Data")), StringComparison.Ordinal);

        using var after = await api.SendAsync("GET", "/api/auth/profile", again.Token);
        Assert.Equal("credential_invalid", await Problem.CodeAsync(after, HttpStatusCode.Unauthorized));
        using var other = await api.SendAsync("GET", "/api/auth/profile", person.Token);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_status_headers_and_form()
    {
        using var known = await api.Client.PostAsJsonAsync("/api/auth/login", new { email = api.Ada.Email, password = "not the password" });
        using var unknown = await api.Client.PostAsJsonAsync("/api/auth/login", new { email = "nobody@example.com", password = "not the password" });
        Assert.Equal(HttpStatusCode.Unauthorized, known.StatusCode);
        Assert.Equal(await Problem.WithoutNamesAsync(known), await Problem.WithoutNamesAsync(unknown));
        Assert.Equal(HeaderNames(known), HeaderNames(unknown));

        using var taken = await api.Client.PostAsJsonAsync("/api/auth/register", Registration("taken@example.com"));
        await api.ConfirmAsync(await ApiHost.ReadAsync(taken, HttpStatusCode.Created), "taken@example.com");
        using var again = await api.Client.PostAsJsonAsync("/api/auth/register", Registration("taken@example.com"));
        using var fresh = await api.Client.PostAsJsonAsync("/api/auth/register", Registration("fresh@example.com"));
        Assert.Equal(Form(await ApiHost.ReadAsync(fresh, HttpStatusCode.Created)), Form(await ApiHost.ReadAsync(again, HttpStatusCode.Created)));
        Assert.Equal(HeaderNames(fresh), HeaderNames(again));
    }

    [Fact]
    public async Task A_second_code_within_a_minute_is_429_with_the_time_to_wait()
    {
        using var register = await api.Client.PostAsJsonAsync("/api/auth/register", Registration("slow@example.com"));
        var challenge = (await ApiHost.ReadAsync(register, HttpStatusCode.Created))["challenge"]!.GetValue<string>();

        using var send = await api.Client.PostAsJsonAsync("/api/auth/otp/send", new { challenge });

        Assert.Equal("code_cooldown", await Problem.CodeAsync(send, HttpStatusCode.TooManyRequests));
        Assert.InRange(send.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("1234567")]
    [InlineData("12345a")]
    [InlineData("１２３４５６")]
    public async Task A_code_that_is_not_six_digits_is_422_and_names_its_field(string code)
    {
        using var response = await api.Client.PostAsJsonAsync("/api/auth/otp/verify", new { challenge = "x", code });

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.NotNull((await Problem.OfAsync(response))["errors"]!["code"]);
    }

    [Fact]
    public async Task A_person_may_change_their_name_and_nothing_else()
    {
        var person = await api.RegisterAsync("hopper@example.com", "Hopper");
        using var put = await api.SendAsync("PUT", "/api/auth/profile", person.Token, JsonContent.Create(new { name = " Grace Hopper " }));
        Assert.Equal("Grace Hopper", (await ApiHost.ReadAsync(put, HttpStatusCode.OK))["profile"]!["name"]!.GetValue<string>());

        using var more = await api.SendAsync("PUT", "/api/auth/profile", person.Token, JsonContent.Create(new { name = "x", email = "eve@example.com" }));
        Assert.NotNull((await Problem.OfAsync(more))["errors"]!["email"]);
        Assert.Equal(HttpStatusCode.BadRequest, more.StatusCode);
    }

    private static object Registration(string email) => new { email, password = ApiHost.Password, name = "Somebody" };

    private static string HeaderNames(HttpResponseMessage response) =>
        string.Join(' ', response.Headers.Concat(response.Content.Headers).Select(h => h.Key).Order(StringComparer.Ordinal));

    // Names and lengths of all but the instant, whose fraction has as many digits as it needs.
    private static string Form(JsonNode answer) => string.Join(
        ' ', answer.AsObject().Select(f => f.Key == "expiresAt" ? f.Key : $"{f.Key}:{f.Value!.ToJsonString().Length}"));
}
