using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Operators;

/// <summary>
/// Whether the service is being maintained: nothing new is started or changed, reads go on, what runs goes on to its end. The truth stands
/// in the store and outlives every instance; each knows it at once by a signal, and within a second without one.
/// </summary>
public sealed class MaintenanceMode : IDisposable
{
    private const int MostCharacters = 500;
    private static readonly TimeSpan KnownFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private readonly IDocumentStore store;
    private readonly AuditLog audit;
    private readonly Revocations revocations;
    private readonly TimeProvider clock;
    private readonly IDisposable subscription;
    private volatile Known? known;
    private int reading;

    /// <summary>Listens for changes from now on.</summary>
    public MaintenanceMode(IDocumentStore store, AuditLog audit, Revocations revocations, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(revocations);
        (this.store, this.audit, this.revocations, this.clock) = (store, audit, revocations, clock);
        subscription = revocations.Subscribe(revocation =>
        {
            if (revocation.Kind == RevocationKind.Maintenance)
            {
                known = null;
            }
        });
    }

    /// <inheritdoc/>
    public void Dispose() => subscription.Dispose();

    /// <summary>What is said now; null while nothing is maintained. While the store is away, what was known last.</summary>
    public async ValueTask<MaintenanceNotice?> CurrentAsync(CancellationToken cancellationToken)
    {
        if (known is { } fresh && clock.GetElapsedTime(fresh.At) < KnownFor)
        {
            return Active(fresh.Notice);
        }

        // One reads for all who come meanwhile; only those who know nothing read too.
        var last = known;
        if (Interlocked.Exchange(ref reading, 1) == 1 && last is not null)
        {
            return Active(last.Notice);
        }

        try
        {
            var at = clock.GetTimestamp();
            var stored = await store.GetAsync(MaintenanceNotice.Collection, Tenant.System, MaintenanceNotice.Id, cancellationToken);
            known = new Known(at, stored?.Document);
            return Active(stored?.Document);
        }
        catch (StoreUnavailableException)
        {
            return Active(last?.Notice);
        }
        finally
        {
            Volatile.Write(ref reading, 0);
        }
    }

    /// <summary>Begins it, or says something else.</summary>
    /// <param name="message">1 to 500 characters.</param>
    /// <param name="until">When it ends by itself: within 30 days; null for when somebody ends it.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<MaintenanceNotice>> BeginAsync(string? message, DateTimeOffset? until, AuditActor actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (message is not { Length: > 0 and <= MostCharacters } || string.IsNullOrWhiteSpace(message) || message.Any(char.IsControl))
        {
            return RequestErrors.Invalid("message", $"message must have 1 to {MostCharacters} characters, none of them a control character.");
        }

        if (until <= now || until > now + Longest)
        {
            return RequestErrors.Invalid("until", "until must be in the future, within 30 days.");
        }

        var notice = new MaintenanceNotice(message, now, until?.ToUniversalTime());
        var act = new AuditAct("maintenance.started", actor, Tenant.System) { Details = new Dictionary<string, string> { ["message"] = message } };
        await store.WriteAsync(
            [DocumentWrite.Upsert(MaintenanceNotice.Collection, Tenant.System, MaintenanceNotice.Id, notice), audit.Entry(act)], cancellationToken);
        revocations.Publish(RevocationKind.Maintenance, MaintenanceNotice.Id);
        return notice;
    }

    /// <summary>Ends it; ending what is over is a success.</summary>
    public async Task EndAsync(AuditActor actor, CancellationToken cancellationToken)
    {
        await store.WriteAsync(
            [
                DocumentWrite.Delete(MaintenanceNotice.Collection, Tenant.System, MaintenanceNotice.Id),
                audit.Entry(new AuditAct("maintenance.ended", actor, Tenant.System)),
            ],
            cancellationToken);
        revocations.Publish(RevocationKind.Maintenance, MaintenanceNotice.Id);
    }

    private MaintenanceNotice? Active(MaintenanceNotice? notice) => notice?.Until <= clock.GetUtcNow() ? null : notice;

    private sealed record Known(long At, MaintenanceNotice? Notice);
}
