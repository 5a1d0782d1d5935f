using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.HostFixture;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Saml;
using HiveFlow.Identity.Sso;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Saml;

/// <summary>A host with an organization that logs in by SAML.</summary>
public sealed class SamlHost : IAsyncLifetime
{
    public const string Connection = "0123456789abcdef01234567";
    public const string Organization = "aaaaaaaaaaaaaaaaaaaaaaaa";
    public const string Callback = "https://app.example.com/callback";
    private const string Verifier = "a-verifier-that-only-the-client-knows-of-0123456";
    private TestHost? host;

    public static string EntityId => $"https://hive.example.com/api/auth/saml/{Connection}/metadata";

    public static string AcsUrl => $"https://hive.example.com/api/auth/saml/{Connection}/acs";

    public static string StartPath =>
        $"api/auth/saml/{Connection}/start?client=web&redirect_uri={Uri.EscapeDataString(Callback)}&state=mine"
        + $"&code_challenge={Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)))}&code_challenge_method=S256";

    private TestHost Host => host ?? throw new InvalidOperationException("The host has not started.");

    private IDocumentStore Store => Host.Services.GetRequiredService<IDocumentStore>();

    private static Tenant Tenant => DocumentId.TryParse(Organization, out var id) ? Storage.Documents.Tenant.Of(id) : throw new InvalidOperationException();

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:PublicUrl"] = "https://hive.example.com",
            ["HiveFlow:SignIn:WebRedirectUris:0"] = Callback,
            ["HiveFlow:Mail:PrintToConsole"] = "false",
        });
        await Store.WriteAsync(
            [
                DocumentWrite.Insert(OrganizationDocument.Collection, Tenant.System, Organization, new OrganizationDocument("Example", "bbbbbbbbbbbbbbbbbbbbbbbb", false, default)),
                DocumentWrite.Insert(VerifiedDomainDocument.Collection, Tenant.System, "example.com", new VerifiedDomainDocument(Organization, "claim", default)),
                DocumentWrite.Insert(SsoConnectionPlace.Collection, Tenant.System, Connection, new SsoConnectionPlace(Organization)),
            ],
            default);
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
        {
            await host.DisposeAsync();
        }
    }

    /// <summary>The connection's settings from now on.</summary>
    public Task ConnectAsync(string entityId, string ssoUrl, params string[] certificates) => Store.WriteAsync(
        [
            DocumentWrite.Upsert(
                SsoConnectionDocument.Collection,
                Tenant,
                Connection,
                new SsoConnectionDocument(SsoKind.Saml, "Example", true, true, "viewer", "admin", "http://schemas.xmlsoap.org/claims/Group", [new RoleRule("staff", "member")], false, default)
                {
                    Saml = new SamlSettings(entityId, ssoUrl, certificates, "email", null, []),
                }),
        ],
        default);

    /// <summary>Sends a request as a browser does: with its cookie, and the origin of the page that sends it.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? cookie = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await Host.Client.SendAsync(request);
    }

    /// <summary>Begins a login: the redirect, and the cookie as the browser would send it back.</summary>
    public async Task<(Uri Redirect, string Cookie)> BeginAsync()
    {
        using var started = await SendAsync(HttpMethod.Get, StartPath);
        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        return (started.Headers.Location!, Assert.Single(started.Headers.GetValues("Set-Cookie")).Split(';')[0]);
    }

    /// <summary>Posts a form to our address for answers.</summary>
    public Task<HttpResponseMessage> PostAsync(IEnumerable<KeyValuePair<string, string>> form, string? cookie, string origin = "https://idp.example.com") =>
        SendAsync(HttpMethod.Post, $"api/auth/saml/{Connection}/acs", new FormUrlEncodedContent(form), cookie, origin);

    /// <summary>A GET with a session.</summary>
    public async Task<HttpResponseMessage> GetAsync(string path, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Authorization", $"Bearer {token}");
        return await Host.Client.SendAsync(request);
    }

    /// <summary>The session that a code stands for.</summary>
    public async Task<string> TradeAsync(string code)
    {
        using var traded = await SendAsync(HttpMethod.Post, "api/auth/token", JsonContent.Create(new { code, code_verifier = Verifier }));
        return (await ApiHost.ReadAsync(traded, HttpStatusCode.OK))["token"]!.GetValue<string>();
    }
}
