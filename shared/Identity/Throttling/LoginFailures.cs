using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Throttling;

/// <summary>
/// Failed logins in a row, counted in the document store and so by all instances together, over restarts and without Redis. A try
/// counts as failed when it begins, so that parallel tries are counted too; success takes it back.
/// </summary>
internal sealed class LoginFailures(IDocumentStore store, TimeProvider clock)
{
    private const int MaxRaces = 10;
    private static readonly TimeSpan BusyWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PlaceKept = TimeSpan.FromDays(90);

    /// <summary>Begins a try; the time to wait when it may not begin, else null.</summary>
    public async Task<TimeSpan?> BeginAsync(string name, FailurePolicy policy, CancellationToken cancellationToken)
    {
        var id = IdOf(name);
        for (var race = 0; race < MaxRaces; race++)
        {
            var now = clock.GetUtcNow();
            var stored = await store.GetAsync(FailureDocument.Collection, Tenant.System, id, cancellationToken);
            var known = stored is { Document: { } document } && document.ExpiresAt > now ? document : null;
            if (known is not null && known.NextAt > now)
            {
                return known.NextAt - now;
            }

            var failures = (known?.Failures ?? 0) + 1;
            var forgottenAt = now + policy.KeptFor;
            var next = new FailureDocument(failures, failures >= policy.MostInARow ? forgottenAt : now + policy.After(failures), forgottenAt);
            var write = stored is null
                ? DocumentWrite.Insert(FailureDocument.Collection, Tenant.System, id, next)
                : DocumentWrite.Replace(FailureDocument.Collection, Tenant.System, id, stored.Version, next);
            if ((await store.WriteAsync([write], cancellationToken)).IsApplied)
            {
                return null;
            }
        }

        return BusyWait;
    }

    /// <summary>The try went well: nothing is held against the name any more.</summary>
    public Task ResetAsync(string name, CancellationToken cancellationToken) =>
        store.WriteAsync([DocumentWrite.Delete(FailureDocument.Collection, Tenant.System, IdOf(name))], cancellationToken);

    /// <summary>The try went well, but others of that name may have failed: only this one is taken back.</summary>
    public async Task TakeBackAsync(string name, CancellationToken cancellationToken)
    {
        var id = IdOf(name);
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await store.GetAsync(FailureDocument.Collection, Tenant.System, id, cancellationToken);
            if (stored is null)
            {
                return;
            }

            var back = stored.Document with { Failures = Math.Max(0, stored.Document.Failures - 1), NextAt = clock.GetUtcNow() };
            if ((await store.WriteAsync(
                [DocumentWrite.Replace(FailureDocument.Collection, Tenant.System, id, stored.Version, back)], cancellationToken)).IsApplied)
            {
                return;
            }
        }
    }

    /// <summary>Whether somebody logged in there in the last 90 days.</summary>
    public async Task<bool> IsKnownAsync(string place, CancellationToken cancellationToken) =>
        await store.GetAsync(FailureDocument.Collection, Tenant.System, IdOf("place:" + place), cancellationToken) is { } known
        && known.Document.ExpiresAt > clock.GetUtcNow();

    /// <summary>Remembers that somebody logged in there.</summary>
    public Task RememberAsync(string place, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return store.WriteAsync(
            [DocumentWrite.Upsert(FailureDocument.Collection, Tenant.System, IdOf("place:" + place), new FailureDocument(0, now, now + PlaceKept))],
            cancellationToken);
    }

    private static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
