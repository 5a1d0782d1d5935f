using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Saml;
using HiveFlow.Identity.Sessions;
using HiveFlow.Identity.SignIn;
using HiveFlow.Identity.Sso;
using HiveFlow.Live;
using HiveFlow.Mail;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>Identity on a store of its own, with an organization that logs in by <see cref="Provider.Idp"/>, and a clock that stands still.</summary>
internal sealed class SamlWorld : IAsyncDisposable
{
    public const string ConnectionId = "0123456789abcdef01234567";
    public const string OrganizationId = "aaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Callback = "https://app.example.com/callback";
    private const string Verifier = "a-verifier-that-only-the-client-knows-of-0123456";
    private static readonly AuditActor Actor = AuditActor.Anonymous("192.0.2.1", "request");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-saml-");
    private readonly SqliteDatabase database;
    private readonly ServiceProvider services;

    public SamlWorld()
    {
        database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "test.db") });
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton(database);
        collection.AddSingleton<IDocumentStore>(p => new SqliteDocumentStore(database, p.GetServices<ICollectionDefinition>(), Clock));
        collection.AddMail().AddLive().AddAudit().AddOutgoing().AddIdentity().AddSignIn().AddSso().AddSaml();
        collection.Configure<MailOptions>(o => o.PickupFolder = Path.Combine(folder.FullName, "mail"));
        collection.Configure<IdentityOptions>(o => o.KeysFolder = Path.Combine(folder.FullName, "keys"));
        collection.Configure<SignInOptions>(o => o.WebRedirectUris = [Callback]);
        collection.Configure<SamlOptions>(o => o.PublicUrl = new Uri("https://hive.example.com"));
        services = collection.BuildServiceProvider(validateScopes: true);
    }

    public FakeTimeProvider Clock { get; } = new(ResponseText.Now);

    public SamlSignIn Saml => services.GetRequiredService<SamlSignIn>();

    public SamlMetadataImport Import => services.GetRequiredService<SamlMetadataImport>();

    public IDocumentStore Store => services.GetRequiredService<IDocumentStore>();

    private static Tenant OrganizationTenant => DocumentId.TryParse(OrganizationId, out var id) ? Tenant.Of(id) : throw new InvalidOperationException();

    public static SsoConnectionDocument Connection { get; } = new(
        SsoKind.Saml, "Example", true, true, "viewer", "member", "groups", [new RoleRule("flows", "member"), new RoleRule("bosses", "admin")], false, ResponseText.Now)
    {
        Saml = new SamlSettings(ResponseText.Idp, "https://idp.example.com/sso?tenant=1", [Provider.Idp.Pem], "email", "name", []),
    };

    /// <summary>An organization with the domain example.com and one connection.</summary>
    public static async Task<SamlWorld> WithAsync(SsoConnectionDocument? connection = null, string id = ConnectionId)
    {
        var world = new SamlWorld();
        var written = await world.Store.WriteAsync(
            [
                DocumentWrite.Insert(OrganizationDocument.Collection, Tenant.System, OrganizationId, new OrganizationDocument("Example", "bbbbbbbbbbbbbbbbbbbbbbbb", false, ResponseText.Now)),
                DocumentWrite.Insert(VerifiedDomainDocument.Collection, Tenant.System, "example.com", new VerifiedDomainDocument(OrganizationId, "claim", ResponseText.Now)),
                DocumentWrite.Insert(SsoConnectionPlace.Collection, Tenant.System, id, new SsoConnectionPlace(OrganizationId)),
                DocumentWrite.Insert(SsoConnectionDocument.Collection, OrganizationTenant, id, connection ?? Connection),
            ],
            default);
        Assert.True(written.IsApplied);
        return world;
    }

    /// <summary>Begins a login as a web client does.</summary>
    public async Task<Begun> BeginAsync(string? cookie = null)
    {
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));
        var started = await Saml.StartAsync(ConnectionId, new SignInRequest("web", Callback, "mine", challenge, "S256", null), cookie, IPAddress.Loopback, default);
        Assert.True(started.IsSuccess, started.Error?.ToString());
        var query = QueryHelpers.ParseQuery(started.Value.Url.Query);
        return new Begun(started.Value.Url, Inflate(query["SAMLRequest"]!), query["RelayState"]!, started.Value.Cookie);
    }

    /// <summary>Hands an answer in at the connection.</summary>
    public Task<Result<Uri>> HandInAsync(Begun begun, string xml) => HandInAsync(xml, begun.RelayState, begun.Cookie);

    public Task<Result<Uri>> HandInAsync(string xml, string? relayState, string? cookie, string connection = ConnectionId) => Saml.AcceptAsync(
        connection, Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)), relayState, cookie, Actor, IPAddress.Loopback, default);

    /// <summary>What the client is given: a code, or the name of what went wrong.</summary>
    public async Task<(string? Code, string? Error)> ReturnAsync(Begun begun, string xml)
    {
        var ended = await HandInAsync(begun, xml);
        Assert.True(ended.IsSuccess, ended.Error?.ToString());
        Assert.StartsWith(Callback + "?", ended.Value.AbsoluteUri, StringComparison.Ordinal);
        var query = QueryHelpers.ParseQuery(ended.Value.Query);
        Assert.Equal("mine", query["state"]);
        return (query.TryGetValue("code", out var code) ? code[0] : null, query.TryGetValue("error", out var error) ? error[0] : null);
    }

    /// <summary>A whole login by the good provider.</summary>
    public async Task<(Caller Caller, DateTimeOffset EndsAt)> LogInAsync(Func<ResponseText, ResponseText>? change = null)
    {
        var begun = await BeginAsync();
        var text = begun.Answer;
        var (code, error) = await ReturnAsync(begun, Provider.SignedAssertion(change?.Invoke(text) ?? text));
        Assert.Null(error);
        var traded = await services.GetRequiredService<SignInTrade>().TradeAsync(code!, Verifier, SessionClient.Unknown, Actor, default);
        Assert.True(traded.IsSuccess, traded.Error?.ToString());
        var session = traded.Value.Session!;
        var caller = await services.GetRequiredService<Authenticator>().AuthenticateAsync(session.Token.Reveal(), null, OrganizationId, default);
        Assert.True(caller.IsSuccess, caller.Error?.ToString());
        return (caller.Value, session.ExpiresAt);
    }

    /// <summary>Reasons that the organization's admins read.</summary>
    public async Task<IReadOnlyList<string>> ReasonsAsync()
    {
        var page = await Store.QueryAsync(AuditEntry.Collection, OrganizationTenant, new DocumentQuery("time"), default);
        return [.. page.Items.Where(i => i.Document.Action == "saml_response.refused").Select(i => i.Document.Details["reason"])];
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static XmlElement Inflate(string request)
    {
        using var deflated = new DeflateStream(new MemoryStream(Convert.FromBase64String(request)), CompressionMode.Decompress);
        using var reader = new StreamReader(deflated);
        return TestIdp.Load(reader.ReadToEnd()).DocumentElement!;
    }

    /// <summary>A login under way.</summary>
    public sealed record Begun(Uri Url, XmlElement Request, string RelayState, string Cookie)
    {
        public string RequestId => Request.GetAttribute("ID");

        /// <summary>A good answer to it.</summary>
        public ResponseText Answer => new() { InResponseTo = RequestId, ConfirmedRequest = RequestId };
    }
}
