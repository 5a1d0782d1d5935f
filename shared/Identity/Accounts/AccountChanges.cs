using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Sessions;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>Changes of an account that end its person's sessions, in one write with whatever belongs to them.</summary>
internal sealed class AccountChanges(IDocumentStore store, Revocations revocations)
{
    private const int MaxRaces = 10;
    private const int MostSessions = 1_000;

    /// <summary>
    /// Changes an account and raises its stamp, which ends all of its sessions. The one session kept gets the new stamp in the same
    /// write. <c>credential_invalid</c> when the account or that session is gone.
    /// </summary>
    /// <param name="userId">Whose account.</param>
    /// <param name="keptSessionId">The session that goes on; null for none.</param>
    /// <param name="change">The account as it becomes; called again after a lost race.</param>
    /// <param name="alongside">Writes that are applied with it or not at all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result> EndSessionsAsync(
        string userId,
        string? keptSessionId,
        Func<AccountDocument, AccountDocument> change,
        IReadOnlyList<DocumentWrite> alongside,
        CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var account = await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken);
            var kept = keptSessionId is null
                ? null
                : await store.GetAsync(SessionDocument.Collection, Tenant.System, keptSessionId, cancellationToken);
            if (account is null || (keptSessionId is not null && kept?.Document.Stamp != account.Document.Stamp))
            {
                return CredentialErrors.Invalid();
            }

            var changed = change(account.Document) with { Stamp = account.Document.Stamp + 1 };
            List<DocumentWrite> own = [DocumentWrite.Replace(AccountDocument.Collection, Tenant.System, userId, account.Version, changed)];
            if (kept is not null)
            {
                own.Add(DocumentWrite.Replace(
                    SessionDocument.Collection, Tenant.System, kept.Id, kept.Version, kept.Document with { Stamp = changed.Stamp }));
            }

            var written = await store.WriteAsync([.. own, .. alongside], cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.User, userId);
                await RemoveEndedAsync(userId, changed.Stamp, cancellationToken);
                return Result.Success;
            }

            // Refused for what belongs to it, or because an address is taken: trying again would not help.
            if (written.FailedIndex >= own.Count || written.Outcome == WriteOutcome.Duplicate)
            {
                break;
            }
        }

        return RequestErrors.VersionConflict("account");
    }

    // They are over already; what a crash leaves behind here expires within a day.
    private async Task RemoveEndedAsync(string userId, int stamp, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(SessionDocument.ByUser) { EqualTo = [userId], Limit = MostSessions };
        var all = await store.QueryAsync(SessionDocument.Collection, Tenant.System, query, cancellationToken);
        var ended = all.Items.Where(s => s.Document.Stamp < stamp).ToList();
        if (ended.Count > 0)
        {
            await store.WriteAsync(
                [.. ended.Select(s => DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, s.Id))], cancellationToken);
        }
    }
}
