using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Tokens;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Functions.Tests.Tokens;

/// <summary>
/// Every kind of token in the place of every other. The tokens are real ones that are good where they belong; the signed kinds that no
/// route takes yet are made by the same signer.
/// </summary>
[Collection(ApiGroup.Name)]
public sealed class TokenMatrixTests(ApiHost api)
{
    private const string Session = "session";
    private const string ApiKey = "API key";
    private const string FileLink = "file link";
    private const string Challenge = "challenge";
    private const string DeviceCode = "device code";
    private const string UserCode = "user code";
    private const string Csrf = "CSRF token";
    private const string Reset = "code of a reset";
    private const string Address = "code of a new address";
    private const string Invitation = "invitation";

    private static Dictionary<string, string>? tokens;

    /// <summary>Where a token is presented, and the kinds that belong there.</summary>
    private static readonly Dictionary<string, (string[] Own, Func<ApiHost, string, Task<HttpResponseMessage>> Present)> Places = new()
    {
        ["Authorization: Bearer"] = ([Session, ApiKey], (api, token) => With(api, "Authorization", $"Bearer {token}")),
        ["Authorization: ApiKey"] = ([ApiKey], (api, token) => With(api, "Authorization", $"ApiKey {token}")),
        ["x-api-key"] = ([ApiKey], (api, token) => With(api, "x-api-key", token)),
        ["session cookie"] = ([], (api, token) => With(api, "Cookie", $"hiveflow-session={token}")),
        ["one-time code"] = ([], (api, token) => Post(api, "/api/auth/token", new { code = token, code_verifier = new string('v', 43) })),
        ["challenge"] = ([Challenge], (api, token) => Post(api, "/api/auth/otp/verify", new { challenge = token, code = "000000", method = "email" })),
        ["challenge to be sent"] = ([Challenge], (api, token) => Post(api, "/api/auth/otp/send", new { challenge = token })),
        ["code of a reset"] = ([Reset], (api, token) => Post(
            api, "/api/auth/reset-password", new { email = "matrix@example.com", code = token, password = "another river by the hill" })),
        ["code of a new address"] = ([Address], async (api, token) => await api.SendAsync(
            "POST", "/api/auth/change-email/confirm", tokens![Session], JsonContent.Create(new { code = token }))),
        ["invitation"] = ([Invitation], async (api, token) => await api.SendAsync(
            "POST", "/api/invitations/accept", tokens![Session], JsonContent.Create(new { token }))),
        ["approval link"] = ([], (api, token) => Post(api, "/api/approvals/show", new { token })),
        ["approval link to decide"] = ([], (api, token) => Post(api, "/api/approvals/decide", new { token, decision = "approve" })),
        ["file link"] = ([FileLink], (api, token) => api.SendAsync("GET", $"/api/files/signed/{token}")),
    };

    public static TheoryData<string, string> Cells()
    {
        var cells = new TheoryData<string, string>();
        foreach (var place in Places.Keys)
        {
            foreach (var kind in Kinds().Where(kind => !Places[place].Own.Contains(kind)))
            {
                cells.Add(kind, place);
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_token_is_nothing_in_another_kinds_place(string kind, string place)
    {
        var token = (await TokensAsync())[kind];

        using var response = await Places[place].Present(api, token);

        Assert.True(
            response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound,
            $"{kind} as {place}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        Assert.DoesNotContain(token, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_poll_knows_device_codes_alone()
    {
        foreach (var (kind, token) in (await TokensAsync()).Where(t => t.Key != DeviceCode))
        {
            using var response = await Post(api, "/api/auth/cli/device/poll", new { device_code = token });
            var poll = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
            Assert.True(poll["status"]!.GetValue<string>() == "expired", kind);
        }
    }

    [Fact]
    public async Task Each_token_is_good_where_it_belongs()
    {
        var all = await TokensAsync();
        foreach (var (place, (own, present)) in Places.Where(p => !UsedUp.Contains(p.Key)))
        {
            foreach (var kind in own)
            {
                using var response = await present(api, all[kind]);
                Assert.True(response.IsSuccessStatusCode, $"{kind} as {place}: {(int)response.StatusCode}");
            }
        }

        using var poll = await Post(api, "/api/auth/cli/device/poll", new { device_code = all[DeviceCode] });
        Assert.Equal("pending", (await ApiHost.ReadAsync(poll, HttpStatusCode.OK))["status"]!.GetValue<string>());
        using var shown = await api.SendAsync("POST", "/api/auth/cli/device/show", all[Session], JsonContent.Create(new { user_code = all[UserCode] }));
        await ApiHost.ReadAsync(shown, HttpStatusCode.OK);
    }

    // What is good once, and what asks for more than the token: tested by itself.
    private static readonly string[] UsedUp = ["challenge", "challenge to be sent", Reset, Address, Invitation];

    private static IEnumerable<string> Kinds() =>
    [
        Session, ApiKey, FileLink, Challenge, DeviceCode, UserCode, Csrf, Reset, Address, Invitation,
        .. Enum.GetValues<TokenPurpose>().Where(p => p != TokenPurpose.Session).Select(NameOf),
    ];

    private static string NameOf(TokenPurpose purpose) => $"signed: {purpose}";

    private static Task<HttpResponseMessage> With(ApiHost api, string header, string value) =>
        api.SendAsync("GET", "/api/auth/profile", headers: (header, value));

    private static Task<HttpResponseMessage> Post(ApiHost api, string path, object body) =>
        api.SendAsync("POST", path, content: JsonContent.Create(body));

    private async Task<Dictionary<string, string>> TokensAsync() => tokens ??= await MakeAsync();

    private async Task<Dictionary<string, string>> MakeAsync()
    {
        // A person of their own: a challenge is counted against its address.
        var person = await api.RegisterAsync("matrix@example.com", "Matrix");
        var caller = (await api.Get<Authenticator>().AuthenticateAsync(person.Token, null, null, default)).Value!;
        using var login = await Post(api, "/api/auth/login", new { email = person.Email, password = ApiHost.Password });
        using var start = await Post(api, "/api/auth/cli/device/start", new { device_name = "matrix" });
        JsonNode device = await ApiHost.ReadAsync(start, HttpStatusCode.OK);
        var made = new Dictionary<string, string>
        {
            [Session] = person.Token,
            [ApiKey] = (await api.NewKeyAsync(person, "read", "write", "execute")).Key,
            [Challenge] = (await ApiHost.ReadAsync(login, HttpStatusCode.OK))["challenge"]!.GetValue<string>(),
            [DeviceCode] = device["device_code"]!.GetValue<string>(),
            [UserCode] = device["user_code"]!.GetValue<string>(),
            [Csrf] = HiveFlow.Functions.Gate.CsrfToken.Of(person.Token),
        };
        using var forgotten = await Post(api, "/api/auth/forgot-password", new { email = person.Email });
        await ApiHost.ReadAsync(forgotten, HttpStatusCode.Accepted);
        made[Reset] = Mails.LongCodeFor(api.Host.DataFolder, person.Email);
        using var changing = await api.SendAsync(
            "POST", "/api/auth/change-email", person.Token, JsonContent.Create(new { email = "matrix-next@example.com" }));
        await ApiHost.ReadAsync(changing, HttpStatusCode.Accepted);
        made[Address] = Mails.LongCodeFor(api.Host.DataFolder, "matrix-next@example.com");
        using var inviting = await api.SendAsync(
            "POST", "/api/invitations", api.Ada.Token, JsonContent.Create(new { email = person.Email, role = "viewer" }));
        await ApiHost.ReadAsync(inviting, HttpStatusCode.Created);
        made[Invitation] = Mails.InvitationFor(api.Host.DataFolder, person.Email);
        Assert.DoesNotContain(made.Values, string.IsNullOrEmpty);
        var files = api.Get<IFileStore>();
        var key = $"matrix/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.txt";
        await files.PutAsync(caller.Tenant, key, new MemoryStream(Encoding.UTF8.GetBytes("text")), "text/plain", 100, default);
        made[FileLink] = (await files.SignAsync(caller.Tenant, key, new FileDownload("matrix.txt", "text/plain"), TimeSpan.FromHours(1), default)).Segments[^1];

        // The strongest of each kind: about this very person and their session.
        var signer = api.Get<SignedTokens>();
        foreach (var purpose in Enum.GetValues<TokenPurpose>().Where(p => p != TokenPurpose.Session))
        {
            var about = new SignedToken(caller.SessionId!, caller.UserId.ToString(), TimeProvider.System.GetUtcNow().AddHours(1));
            made[NameOf(purpose)] = signer.Create(purpose, about).Reveal();
        }

        return made;
    }
}
