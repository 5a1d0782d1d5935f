using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sso;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.Rotation;

/// <summary>
/// Encrypts anew, with the first factor key, what older ones protect: secrets of authenticators and of connections to identity providers. Goes
/// round all of them, a bounded part at a call; a call goes on where the last one stopped or died, on whichever instance. With one key alone
/// one round is made, which tells of secrets whose key is not there any more: they stay as they are.
/// </summary>
public sealed class FactorKeyRotation
{
    private const int MostRaces = 3;

    // An instance that does not have the new key yet still protects with the old one: what it writes is found by the next round.
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    private readonly IDocumentStore store;
    private readonly SecretProtection protection;
    private readonly ClientSecrets clientSecrets;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    internal FactorKeyRotation(
        IDocumentStore store, SecretProtection protection, ClientSecrets clientSecrets, TimeProvider clock, ILogger<FactorKeyRotation> logger)
    {
        this.store = store;
        this.protection = protection;
        this.clientSecrets = clientSecrets;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Records at a call, and some more: pages are done whole.</summary>
    internal int MostAtOnce { get; init; } = 500;

    /// <summary>Records between two notes of how far it is.</summary>
    internal int PageSize { get; init; } = 100;

    /// <summary>Does a part of what is to be done.</summary>
    /// <param name="until">When to stop.</param>
    /// <param name="cancellationToken">Ends the wait; the next call goes on.</param>
    /// <returns>Whether something of the round is left.</returns>
    public async Task<bool> ContinueAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var known = (await store.GetAsync(RotationRound.Collection, Tenant.System, RotationRound.Id, cancellationToken))?.Document;
        var round = known is not null && known.Keys == protection.Keys ? known : new RotationRound(protection.Keys);
        if (round.EndedAt is { } ended)
        {
            if (!protection.HasOldKeys || clock.GetUtcNow() - ended < Rest)
            {
                return false;
            }

            round = new RotationRound(protection.Keys);
        }

        var most = round.Seen + MostAtOnce;
        do
        {
            round = round.IsAtConnections
                ? await ConnectionsAsync(round, cancellationToken)
                : await AuthenticatorsAsync(round, cancellationToken);
            await store.WriteAsync([DocumentWrite.Upsert(RotationRound.Collection, Tenant.System, RotationRound.Id, round)], cancellationToken);
        }
        while (round.EndedAt is null && round.Seen < most && clock.GetUtcNow() < until);

        if (round.EndedAt is not null)
        {
            Tell(round);
        }

        return round.EndedAt is null;
    }

    private async Task<RotationRound> AuthenticatorsAsync(RotationRound round, CancellationToken cancellationToken)
    {
        var page = await PageAsync(SecondFactorDocument.Collection, round, cancellationToken);
        foreach (var factor in page.Items)
        {
            round = round.Count(await ResealAsync(SecondFactorDocument.Collection, Tenant.System, factor.Id, factor, Again, cancellationToken));
        }

        return page.NextCursor is { } next ? round with { Cursor = next } : round with { Cursor = null, IsAtConnections = true };
    }

    private async Task<RotationRound> ConnectionsAsync(RotationRound round, CancellationToken cancellationToken)
    {
        var page = await PageAsync(SsoConnectionPlace.Collection, round, cancellationToken);
        foreach (var place in page.Items)
        {
            round = round.Count(DocumentId.TryParse(place.Document.OrganizationId, out var organization)
                ? await ResealAsync(SsoConnectionDocument.Collection, Tenant.Of(organization), place.Id, null, Again, cancellationToken)
                : Resealing.Current);
        }

        return page.NextCursor is { } next ? round with { Cursor = next } : round with { Cursor = null, EndedAt = clock.GetUtcNow() };
    }

    private async ValueTask<DocumentPage<T>> PageAsync<T>(Collection<T> collection, RotationRound round, CancellationToken cancellationToken)
        where T : class
    {
        var query = new DocumentQuery("id") { Descending = false, Limit = PageSize, Cursor = round.Cursor };
        try
        {
            return await store.QueryAsync(collection, Tenant.System, query, cancellationToken);
        }
        catch (InvalidCursorException)
        {
            return await store.QueryAsync(collection, Tenant.System, query with { Cursor = null }, cancellationToken);
        }
    }

    /// <summary>Guarded by the version that was read: whoever changes it meanwhile wins, and it is looked at again.</summary>
    private async Task<Resealing> ResealAsync<T>(
        Collection<T> collection, Tenant tenant, string id, Stored<T>? read, Func<string, T, (T? Next, bool IsLost)> again, CancellationToken cancellationToken)
        where T : class
    {
        for (var race = 0; race < MostRaces; race++)
        {
            var stored = race == 0 && read is not null ? read : await store.GetAsync(collection, tenant, id, cancellationToken);
            if (stored is null)
            {
                return Resealing.Current;
            }

            var (next, isLost) = again(id, stored.Document);
            if (next is null)
            {
                return isLost ? Resealing.Lost : Resealing.Current;
            }

            if ((await store.WriteAsync([DocumentWrite.Replace(collection, tenant, id, stored.Version, next)], cancellationToken)).IsApplied)
            {
                return isLost ? Resealing.Lost : Resealing.Done;
            }
        }

        return Resealing.Raced;
    }

    private (SecondFactorDocument? Next, bool IsLost) Again(string userId, SecondFactorDocument factor)
    {
        var (secret, isLost) = Again(factor.Secret, old => protection.Reseal(userId, SecondFactors.Purpose, old));

        // One that waits for its first code is worth nothing after minutes: that it can't be opened is no loss.
        var (pending, _) = Again(factor.PendingSecret, old => protection.Reseal(userId, SecondFactors.Purpose, old));
        return secret is null && pending is null
            ? (null, isLost)
            : (factor with { Secret = secret ?? factor.Secret, PendingSecret = pending ?? factor.PendingSecret }, isLost);
    }

    private (SsoConnectionDocument? Next, bool IsLost) Again(string connectionId, SsoConnectionDocument connection)
    {
        var (secret, isLost) = Again(connection.Oidc?.ProtectedSecret, old => clientSecrets.Reseal(connectionId, old));
        return (secret is null ? null : connection with { Oidc = connection.Oidc! with { ProtectedSecret = secret } }, isLost);
    }

    private (string? Next, bool IsLost) Again(string? stored, Func<string, string?> reseal)
    {
        if (stored is null || !protection.IsOld(stored))
        {
            return (null, false);
        }

        var next = reseal(stored);
        return (next, next is null);
    }

    private void Tell(RotationRound round)
    {
        if (round.Done + round.Raced > 0)
        {
            IdentityLog.SecretsResealed(logger, round.Done, protection.CurrentKey, round.Raced);
        }

        if (round.Lost > 0)
        {
            IdentityLog.SecretsLost(logger, round.Lost);
        }

        if (round.Done + round.Raced + round.Lost == 0 && protection.HasOldKeys)
        {
            IdentityLog.OldKeysUnused(logger, round.Seen, protection.CurrentKey);
        }
    }
}
