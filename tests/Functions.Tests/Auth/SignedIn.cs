using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.HostFixture;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Auth;

/// <summary>A host of its own whose clock stands still, for what takes time; people log in to it by mail and code.</summary>
internal sealed class SignedIn : IAsyncDisposable
{
    public const string Password = ApiHost.Password;
    private readonly TestHost host;

    private SignedIn(TestHost host, FakeTimeProvider clock)
    {
        this.host = host;
        Clock = clock;
    }

    public FakeTimeProvider Clock { get; }

    public HttpClient Client => host.Client;

    public IServiceProvider Services => host.Services;

    public static async Task<SignedIn> StartAsync(params (string Key, string Value)[] settings)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var all = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        all["HiveFlow:PublicUrl"] = "http://localhost:3001";
        all["HiveFlow:Mail:PrintToConsole"] = "false";
        return new SignedIn(await TestHost.StartAsync(all, clock), clock);
    }

    /// <summary>The texts mailed to an address so far, oldest first.</summary>
    public IReadOnlyList<string> Mails(string email) => Tests.Mails.To(host.DataFolder, email);

    /// <summary>The newest code of six digits that was mailed to an address.</summary>
    public string CodeFor(string email) => Tests.Mails.CodeFor(host.DataFolder, email);

    /// <summary>The newest longer one.</summary>
    public string LongCodeFor(string email) => Tests.Mails.LongCodeFor(host.DataFolder, email);

    public async Task<HttpResponseMessage> SendAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        // Mails are named by their time.
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api" + path);
        request.Content = body is null ? null : JsonContent.Create(body);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async Task<JsonNode> ReadAsync(string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, body, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>The code of a refusal.</summary>
    public async Task<string> RefusalAsync(
        HttpStatusCode status, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, body, headers);
        return await Problem.CodeAsync(response, status);
    }

    /// <summary>Registers somebody; the header that carries their session.</summary>
    public async Task<(string Name, string Value)> RegisterAsync(string email, string name = "Ada")
    {
        var started = await ReadAsync("POST", "/auth/register", new { email, password = Password, name });
        return Bearer(await ReadAsync("POST", "/auth/otp/verify", new { challenge = Text(started, "challenge"), code = CodeFor(email) }));
    }

    /// <summary>Logs somebody in.</summary>
    public async Task<(string Name, string Value)> LogInAsync(string email, string password = Password) =>
        Bearer(await ReadAsync("POST", "/auth/otp/verify", await CodeOfLoginAsync(email, password)));

    /// <summary>Logs somebody in by a browser's cookie; the cookie and the CSRF token.</summary>
    public async Task<(HttpResponseMessage Answer, string Cookie, string Csrf)> LogInByCookieAsync(string email)
    {
        var body = await CodeOfLoginAsync(email, Password);
        var answer = await SendAsync("POST", "/auth/otp/verify", body, ("X-Session", "cookie"));
        var json = await ApiHost.ReadAsync(answer, HttpStatusCode.OK);
        Assert.Null(json["token"]);
        var set = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        return (answer, set[..set.IndexOf(';', StringComparison.Ordinal)], Text(json, "csrfToken"));
    }

    public static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static (string Name, string Value) Bearer(JsonNode session) => ("Authorization", $"Bearer {Text(session, "token")}");

    private async Task<object> CodeOfLoginAsync(string email, string password)
    {
        var started = await ReadAsync("POST", "/auth/login", new { email, password });
        return new { challenge = Text(started, "challenge"), code = CodeFor(email) };
    }
}
