using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Throttling;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>
/// Bounds guesses at one person's authenticator over all challenges, sessions and instances: five wrong codes in a row are free,
/// then the next must wait, 1 s doubling up to 15 min; after 100 in a row (NIST SP 800-63B-4, 3.2.2) no code is taken until the
/// password was reset: whoever comes this far knows it, and a reset by mail lets its owner in again.
/// </summary>
internal sealed class FactorTries(IDocumentStore store, TimeProvider clock)
{
    private const int MaxInARow = 100;
    private const int MarkBytes = 12;

    /// <summary>The write that counts a try, to be applied before its code is looked at; a failure when it must wait.</summary>
    public async Task<Result<DocumentWrite>> CountAsync(string userId, AccountDocument account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var mark = MarkOf(account.PasswordHash);
        var stored = await store.GetAsync(FactorTriesDocument.Collection, Tenant.System, userId, cancellationToken);
        if (stored is null)
        {
            return DocumentWrite.Insert(FactorTriesDocument.Collection, Tenant.System, userId, new FactorTriesDocument(1, now, mark));
        }

        var known = stored.Document;
        var inARow = known.PasswordMark == mark ? known.InARow : 0;
        if (inARow >= MaxInARow)
        {
            return SecondFactorErrors.Locked();
        }

        var nextAt = known.LastAt + FailurePolicy.Account.After(inARow);
        return nextAt > now
            ? AccountErrors.TooManyTries(nextAt - now)
            : DocumentWrite.Replace(
                FactorTriesDocument.Collection, Tenant.System, userId, stored.Version, new FactorTriesDocument(inARow + 1, now, mark));
    }

    /// <summary>The write after a right code.</summary>
    public static DocumentWrite Forget(string userId) => DocumentWrite.Delete(FactorTriesDocument.Collection, Tenant.System, userId);

    private static string MarkOf(string? passwordHash) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(passwordHash ?? string.Empty)).AsSpan(0, MarkBytes));
}
