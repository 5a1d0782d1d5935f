using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Sessions;

/// <summary>
/// What happens when a session is used: the time is written down, at most once a minute; and at its first use, when the person has
/// more sessions than they may, those that were not used for the longest time end. Every way in leads through here.
/// </summary>
internal sealed class SessionUse(IDocumentStore store, Revocations revocations, IOptions<IdentityOptions> options, TimeProvider clock)
{
    private const int MostRead = 1_000;
    private static readonly TimeSpan WrittenEvery = TimeSpan.FromMinutes(1);
    private readonly int most = options.Value.SessionsPerPerson;

    /// <summary>Notes a use.</summary>
    public async Task NoteAsync(Stored<SessionDocument> session, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (session.Document.LastSeenAt is { } seen && now - seen < WrittenEvery)
        {
            return;
        }

        try
        {
            // Guarded by the version: a session that ended meanwhile does not come back.
            var noted = session.Document with { LastSeenAt = now };
            await store.WriteAsync(
                [DocumentWrite.Replace(SessionDocument.Collection, Tenant.System, session.Id, session.Version, noted)], cancellationToken);
            if (session.Document.LastSeenAt is null)
            {
                await EndSurplusAsync(session.Id, session.Document.UserId, cancellationToken);
            }
        }
        catch (StoreUnavailableException)
        {
            // A store that is full or away for writing still answers reads; the next use notes it.
        }
    }

    private async Task EndSurplusAsync(string sessionId, string userId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(SessionDocument.ByUser) { EqualTo = [userId], Limit = MostRead };
        var all = await store.QueryAsync(SessionDocument.Collection, Tenant.System, query, cancellationToken);
        var surplus = all.Items
            .Where(s => s.Id != sessionId)
            .OrderByDescending(s => s.Document.LastSeenAt ?? s.Document.CreatedAt)
            .ThenBy(s => s.Id, StringComparer.Ordinal)
            .Skip(most - 1)
            .ToList();
        if (surplus.Count == 0)
        {
            return;
        }

        await store.WriteAsync(
            [.. surplus.Select(s => DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, s.Id))], cancellationToken);
        surplus.ForEach(s => revocations.Publish(RevocationKind.Session, s.Id));
    }
}
