using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Vault.Rotation;

/// <summary>
/// Re-encrypts credentials, and whatever else holds sealed secrets, with the current master key, while everything goes on: a bounded number at a call, by one instance at a time.
/// Whatever a call leaves, or dies over, is found by the next.
/// </summary>
public sealed partial class KeyRotation
{
    /// <summary>Secrets at a call.</summary>
    public const int MostAtOnce = 500;

    private const int PageSize = 50;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    private readonly IDocumentStore store;
    private readonly CredentialSecrets secrets;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly Dictionary<string, SecretHolder> holders;

    internal KeyRotation(
        IDocumentStore store, CredentialSecrets secrets, IEnumerable<SecretHolder> holders, TimeProvider clock, ILogger<KeyRotation> logger)
    {
        this.holders = holders.ToDictionary(holder => holder.Kind, StringComparer.Ordinal);
        this.store = store;
        this.secrets = secrets;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Does a part of what is to be done; how many secrets it re-encrypted.</summary>
    public async Task<int> ContinueAsync(CancellationToken cancellationToken)
    {
        if (secrets.OldKeyIds.Count == 0 || !await LeaseAsync(cancellationToken))
        {
            return 0;
        }

        var (seen, done, failed) = (0, 0, 0);
        foreach (var keyId in secrets.OldKeyIds)
        {
            string? cursor = null;
            do
            {
                var query = new DocumentQuery(KeyUse.ByKey) { EqualTo = [keyId], Limit = PageSize, Cursor = cursor };
                var page = await store.QueryAsync(KeyUse.Collection, Tenant.System, query, cancellationToken);
                cursor = page.NextCursor;
                foreach (var use in page.Items)
                {
                    var isDone = await ResealAsync(use, cancellationToken);
                    done += isDone ? 1 : 0;
                    failed += isDone ? 0 : 1;
                }

                seen += page.Items.Count;
            }
            while (cursor is not null && seen < MostAtOnce);
        }

        if (seen > 0)
        {
            Continued(logger, done, secrets.CurrentKeyId, failed);
        }

        await store.WriteAsync([DocumentWrite.Delete(RotationLease.Collection, Tenant.System, RotationLease.Id)], cancellationToken);
        return done;
    }

    /// <summary>Forgets which keys an organization's secrets are under, when it was deleted: the secrets themselves go with it. How many, some at a call.</summary>
    public async Task<int> ForgetSomeAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(KeyUse.ByOrganization) { EqualTo = [tenant.Key], Limit = PageSize };
        var page = await store.QueryAsync(KeyUse.Collection, Tenant.System, query, cancellationToken);
        if (page.Items.Count > 0)
        {
            await store.WriteAsync([.. page.Items.Select(use => DocumentWrite.Delete(KeyUse.Collection, Tenant.System, use.Id))], cancellationToken);
        }

        return page.Items.Count;
    }

    private async Task<bool> LeaseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var held = await store.GetAsync(RotationLease.Collection, Tenant.System, RotationLease.Id, cancellationToken);
        var lease = new RotationLease(now + LeaseTime);
        var write = held switch
        {
            null => DocumentWrite.Insert(RotationLease.Collection, Tenant.System, RotationLease.Id, lease),
            { Document.Until: var until } when until > now => null,
            _ => DocumentWrite.Replace(RotationLease.Collection, Tenant.System, RotationLease.Id, held.Version, lease),
        };
        return write is not null && (await store.WriteAsync([write], cancellationToken)).IsApplied;
    }

    private async Task<bool> ResealAsync(Stored<KeyUse> use, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(use.Document.OrganizationId, out var organization))
        {
            return false;
        }

        var tenant = Tenant.Of(organization);
        if (use.Document.Kind is { } kind)
        {
            return await ResealAsync(use, kind, tenant, cancellationToken);
        }

        var stored = await store.GetAsync(Credential.Collection, tenant, use.Id, cancellationToken);
        if (stored is null)
        {
            // It went with its organization, which knows nothing of keys.
            await store.WriteAsync([DocumentWrite.Delete(KeyUse.Collection, Tenant.System, use.Id, use.Version)], cancellationToken);
        }

        if (stored?.Document.SealedSecret is not { } value)
        {
            return false;
        }

        var again = await secrets.ResealAsync(tenant, use.Id, value, cancellationToken);
        if (!again.IsSuccess)
        {
            return false;
        }

        // Somebody who changes it meanwhile wins, and has used the current key.
        var after = stored.Document with { SealedSecret = again.Value };
        DocumentWrite[] writes =
        [
            DocumentWrite.Replace(Credential.Collection, tenant, use.Id, stored.Version, after),
            CredentialRegistry.KeyUseOf(tenant, after),
        ];
        return (await store.WriteAsync(writes, cancellationToken)).IsApplied;
    }

    private async Task<bool> ResealAsync(Stored<KeyUse> use, string kind, Tenant tenant, CancellationToken cancellationToken)
    {
        if (!holders.TryGetValue(kind, out var holder))
        {
            return false;
        }

        var isDone = await holder.ResealAsync(tenant, use.Id, cancellationToken);
        if (isDone is null)
        {
            await store.WriteAsync([DocumentWrite.Delete(KeyUse.Collection, Tenant.System, use.Id, use.Version)], cancellationToken);
        }

        return isDone == true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Done} sealed secrets were encrypted anew with master key {KeyId}; {Failed} were not.")]
    private static partial void Continued(ILogger logger, int done, string keyId, int failed);
}
