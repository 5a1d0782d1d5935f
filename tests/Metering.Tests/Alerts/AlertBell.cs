using System.Collections.Concurrent;
using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Billing;
using HiveFlow.Billing.Alerts;
using HiveFlow.Errors;
using HiveFlow.Live.Redis;
using HiveFlow.Mail;
using HiveFlow.Metering.Credits;
using HiveFlow.Outgoing;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Rotation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Tests.Alerts;

/// <summary>
/// Alerts over real credits, vault and guarded client, whose month gives 1,000 millicredits; mails are kept, and a server on loopback takes what
/// is posted.
/// </summary>
internal sealed class AlertBell : IMailer, IAsyncDisposable
{
    private readonly Dictionary<string, Secret> keys = new()
    {
        ["k1"] = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
        ["k2"] = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
    };

    private readonly WebApplication receiver;
    private readonly Stack<ServiceProvider> instances = [];
    private ServiceProvider services;
    private int runs;

    private AlertBell(WebApplication receiver)
    {
        this.receiver = receiver;
        services = Compose("k1");
        Store = new FreshStore.FreshStore([.. services.GetServices<ICollectionDefinition>().Append(Counter.Collection).DistinctBy(c => c.Name)]);
    }

    public FreshStore.FreshStore Store { get; }

    public string Url => receiver.Urls.Single() + "/credits";

    public ConcurrentQueue<OutgoingMail> Mails { get; } = new();

    public ConcurrentQueue<(IHeaderDictionary Headers, string Body)> Posts { get; } = new();

    public bool IsMailAway { get; set; }

    public int Status { get; set; } = 200;

    public AlertDesk Desk => services.GetRequiredService<AlertDesk>();

    public LimitedCredits Limits => services.GetRequiredService<LimitedCredits>();

    public static async Task<AlertBell> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = builder.Build();
        AlertBell? bell = null;
        receiver.MapPost("/credits", (Delegate)(async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            bell!.Posts.Enqueue((new HeaderDictionary(http.Request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
            return Results.StatusCode(bell.Status);
        }));
        await receiver.StartAsync();
        return bell = new AlertBell(receiver);
    }

    /// <summary>Spends by a run of its own.</summary>
    public async Task SpendAsync(long amount, CreditUse? use = null)
    {
        var book = services.GetRequiredService<CreditBook>();
        var hold = await book.HoldAsync(Store.Tenant, amount, use ?? CreditUse.Other, default);
        Assert.True(hold.IsSuccess, hold.Error?.Message);
        var run = $"run{runs++}";
        await Store.Documents.WriteAsync(CreditBook.Opened(Store.Tenant, run, hold.Value, amount), default);
        var bill = new RunBill(run, amount, amount, IsRefund: false, hold.Value.Moment.At) { Limited = hold.Value.Limited };
        Assert.True((await Store.Documents.WriteAsync(book.Settled(Store.Tenant, bill, hold.Value.Moment), default)).IsApplied);
    }

    /// <summary>Looks and tells, as the two jobs do.</summary>
    public async Task<int> LookAsync()
    {
        var seen = await services.GetRequiredService<AlertWatch>().LookAsync(Store.Tenant, default);
        await TellAsync();
        return seen;
    }

    public Task<bool> TellAsync() => services.GetRequiredService<AlertPost>().DeliverAsync(Store.Clock.GetUtcNow().AddMinutes(1), default);

    public async Task<Secret?> SetAsync(AlertWish wish)
    {
        var set = await Desk.SetAsync(Store.Tenant, wish, AuditActor.System("test"), default);
        Assert.True(set.IsSuccess, set.Error?.Message);
        return set.Value.Secret;
    }

    public Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        if (IsMailAway)
        {
            throw new MailUnavailableException();
        }

        Mails.Enqueue(mail);
        return Task.CompletedTask;
    }

    /// <summary>Goes on with another master key, after what was sealed with the one before was sealed anew.</summary>
    /// <returns>How many secrets that were.</returns>
    public async Task<int> RotateAsync()
    {
        services = Compose("k2");
        return await services.GetRequiredService<KeyRotation>().ContinueAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await receiver.DisposeAsync();
        foreach (var instance in instances)
        {
            await instance.DisposeAsync();
        }

        await Store.DisposeAsync();
    }

    private ServiceProvider Compose(string currentKey)
    {
        var instance = ServicesWith(currentKey).BuildServiceProvider();
        instances.Push(instance);
        return instance;
    }

    private IServiceCollection ServicesWith(string currentKey) => new ServiceCollection()
        .AddLogging()
        .AddSingleton<TimeProvider>(_ => Store.Clock)
        .AddSingleton(_ => Store.Documents)
        .AddSingleton(Options.Create(new RedisOptions()))
        .AddSingleton<RedisConnection>()
        .AddSingleton<IMailer>(this)
        .AddSingleton<FindAlertReaders>((_, _) => ValueTask.FromResult<IReadOnlyList<AlertReader>>([new("ada", "ada@example.com"), new("bob", "bob@example.com")]))
        .AddSingleton(Options.Create(new OutgoingOptions { Allow = [new Uri(Url).Authority] }))
        .AddSingleton(Options.Create(new CreditsOptions { Plans = new() { [CreditsOptions.DefaultPlan] = 1_000 } }))
        .AddSingleton(Options.Create(new VaultOptions { Keys = keys, CurrentKey = currentKey }))
        .AddAudit().AddOutgoing().AddCredits().AddCredentials().AddBilling();
}
