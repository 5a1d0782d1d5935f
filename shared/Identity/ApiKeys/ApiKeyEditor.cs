using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Changes a person's API keys: what is said about them, and their secrets.</summary>
public sealed class ApiKeyEditor
{
    private readonly IDocumentStore store;
    private readonly ApiKeyRegistry registry;
    private readonly SlowHashing hashing;
    private readonly Revocations revocations;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    internal ApiKeyEditor(
        IDocumentStore store,
        ApiKeyRegistry registry,
        SlowHashing hashing,
        Revocations revocations,
        AuditLog audit,
        TimeProvider clock,
        ILogger<ApiKeyEditor> logger)
    {
        this.store = store;
        this.registry = registry;
        this.hashing = hashing;
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Changes name, description or bounds, effective at once on every instance. Not found for a key of anybody else.</summary>
    public async Task<Result<ApiKeyView>> ChangeAsync(
        Caller caller, AuditActor actor, string id, ApiKeyChange change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (await registry.FindAsync(caller, id, cancellationToken) is not { } key)
        {
            return RequestErrors.NotFound("API key");
        }

        var changed = KeyRules.Apply(key.Document, change);
        return changed.IsSuccess
            ? await ReplaceAsync(caller, key, changed.Value, KeyAudit.Act(KeyAudit.Changed, actor, id, changed.Value), cancellationToken)
            : changed.Error;
    }

    /// <summary>
    /// Gives a key a new secret under the same id, shown this once. The former secret works until the overlap is over; one that was
    /// former already ends now. Not found for a key of anybody else.
    /// </summary>
    /// <param name="caller">Whose key.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="id">The key.</param>
    /// <param name="overlap"><c>0</c>, or for example <c>15m</c>, <c>24h</c>, <c>7d</c>; at most 30 days.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<CreatedApiKey>> RotateAsync(
        Caller caller, AuditActor actor, string id, string overlap, CancellationToken cancellationToken)
    {
        if (await registry.FindAsync(caller, id, cancellationToken) is not { } key || !DocumentId.TryParse(id, out var keyId))
        {
            return RequestErrors.NotFound("API key");
        }

        if (!KeyOverlap.TryParse(overlap, out var length))
        {
            return RequestErrors.Invalid("overlap", "overlap must be 0, or a time such as 15m, 24h or 7d, at most 30d.");
        }

        var text = ApiKeyText.Create(keyId);
        var hash = await hashing.RunAsync(() => ApiKeyHash.Create(text), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var until = clock.GetUtcNow() + length;
        var rotated = key.Document with
        {
            SecretHash = hash.Value,
            FormerHash = length > TimeSpan.Zero ? key.Document.SecretHash : null,
            FormerUntil = length > TimeSpan.Zero ? until : null,
        };
        var act = KeyAudit.Act(KeyAudit.Rotated, actor, id, rotated, ("formerKeyUntil", KeyAudit.Instant(until)));
        var replaced = await ReplaceAsync(caller, key, rotated, act, cancellationToken);
        return replaced.IsSuccess ? new CreatedApiKey(new Secret(text), replaced.Value) : replaced.Error;
    }

    private async Task<Result<ApiKeyView>> ReplaceAsync(
        Caller caller, Stored<ApiKeyDocument> key, ApiKeyDocument changed, AuditAct act, CancellationToken cancellationToken)
    {
        var written = await store.WriteAsync(
            [DocumentWrite.Replace(ApiKeyDocument.Collection, Tenant.System, key.Id, key.Version, changed), audit.Entry(act)], cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("API key");
        }

        revocations.Publish(RevocationKind.Key, key.Id);
        IdentityLog.KeyChanged(logger, key.Document.UserId, key.Id, act.Action);
        return await registry.GetAsync(caller, key.Id, cancellationToken);
    }
}
