using System.Net;
using System.Text.RegularExpressions;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Sessions;
using HiveFlow.Mail;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Sqlite;
using HiveFlow.Storage.SqliteDocuments;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MimeKit;

namespace HiveFlow.Identity.Tests;

/// <summary>Identity on a SQLite file of its own, a pickup folder and a clock that stands still.</summary>
internal sealed partial class IdentityFixture : IAsyncDisposable
{
    public const string Password = "a quiet river at night";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-identity-");
    private readonly List<ServiceProvider> instances = [];
    private readonly SqliteDatabase database;

    public IdentityFixture(Action<IdentityOptions>? configure = null)
    {
        database = SqliteDatabase.Open(new SqliteOptions { Path = Path.Combine(folder.FullName, "test.db") });
        Services = NewInstance(configure);
    }

    /// <summary>Who acts, where a test does not ask.</summary>
    public static AuditActor Actor { get; } = new() { Name = "ada@example.com", Address = "192.0.2.1", RequestId = "test" };

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ServiceProvider Services { get; }

    public string KeysFolder => Path.Combine(folder.FullName, "keys");

    public AccountRegistry Accounts => Get<AccountRegistry>();

    public ChallengeRegistry Challenges => Get<ChallengeRegistry>();

    public SessionRegistry Sessions => Get<SessionRegistry>();

    public ApiKeyRegistry Keys => Get<ApiKeyRegistry>();

    public IDocumentStore Store => Get<IDocumentStore>();

    /// <summary>Another process on the same store.</summary>
    public ServiceProvider NewInstance(Action<IdentityOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(database);
        services.AddSingleton<IDocumentStore>(p => new SqliteDocumentStore(database, p.GetServices<ICollectionDefinition>(), Clock));
        services.AddMail().AddAudit().AddIdentity();
        services.Configure<MailOptions>(o => o.PickupFolder = Path.Combine(folder.FullName, "mail"));
        services.Configure<IdentityOptions>(o => o.KeysFolder = KeysFolder);
        services.Configure(configure ?? (_ => { }));
        more?.Invoke(services);
        var provider = services.BuildServiceProvider(validateScopes: true);
        instances.Add(provider);
        return provider;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The mails so far, oldest first. The clock moves by a millisecond, because their names are their times.</summary>
    public IReadOnlyList<MimeMessage> Mails()
    {
        var mail = Path.Combine(folder.FullName, "mail");
        return Directory.Exists(mail) ? [.. Directory.GetFiles(mail, "*.eml").Order(StringComparer.Ordinal).Select(f => MimeMessage.Load(f))] : [];
    }

    /// <summary>The code in the newest mail to an address.</summary>
    public string CodeFor(string email) =>
        Code().Match(Mails().Last(m => m.To.Mailboxes.Single().Address == email).TextBody!).Value;

    public async Task<StartedChallenge> RegisterAsync(string email, string password = Password)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        return Must(await Accounts.RegisterAsync(email, password, "Ada", null, default));
    }

    public async Task<StartedChallenge> LogInAsync(string email, string password = Password)
    {
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        return Must(await Accounts.LogInAsync(email, password, null, Actor, default));
    }

    /// <summary>A new account and its first session.</summary>
    public async Task<OpenedSession> NewPersonAsync(string email = "ada@example.com")
    {
        var challenge = await RegisterAsync(email);
        return Must(await VerifyAsync(challenge.Challenge, CodeFor(email)));
    }

    /// <summary>Answers a challenge with a mailed code.</summary>
    public Task<Result<OpenedSession>> VerifyAsync(string challenge, string code, SessionClient? client = null) => Challenges.VerifyAsync(
        new ChallengeAnswer(challenge, SessionStart.EmailCode, code), client ?? SessionClient.Unknown, Actor, default);

    public async Task<Result<Caller>> AuthenticateAsync(
        string credential, string? organizationId = null, ServiceProvider? instance = null, string? from = null) =>
        await (instance ?? Services).GetRequiredService<Authenticator>().AuthenticateAsync(
            credential, from is null ? null : IPAddress.Parse(from), organizationId, default);

    /// <summary>The caller of a session just opened.</summary>
    public async Task<Caller> CallerAsync(OpenedSession session) => Must(await AuthenticateAsync(session.Token.Reveal()));

    public static T Must<T>(Result<T> result)
    {
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }

        await database.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [GeneratedRegex("[0-9]{6}")]
    private static partial Regex Code();
}
