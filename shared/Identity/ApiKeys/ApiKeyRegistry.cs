using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Makes, lists and revokes a person's API keys in one organization.</summary>
public sealed class ApiKeyRegistry
{
    private readonly IDocumentStore store;
    private readonly KeySlots slots;
    private readonly KeyUses uses;
    private readonly SlowHashing hashing;
    private readonly Revocations revocations;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly ILogger logger;

    internal ApiKeyRegistry(
        IDocumentStore store,
        KeySlots slots,
        KeyUses uses,
        SlowHashing hashing,
        Revocations revocations,
        AuditLog audit,
        TimeProvider clock,
        ILogger<ApiKeyRegistry> logger)
    {
        this.store = store;
        this.slots = slots;
        this.uses = uses;
        this.hashing = hashing;
        this.revocations = revocations;
        this.audit = audit;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>Makes a key for the caller in the caller's organization.</summary>
    public Task<Result<CreatedApiKey>> CreateAsync(Caller caller, AuditActor actor, NewApiKey wanted, CancellationToken cancellationToken) =>
        CreateAsync(caller, actor, wanted, static _ => [], cancellationToken);

    /// <summary>
    /// Makes a key together with other writes or not at all. Fails as <c>version_conflict</c> when one of those was refused.
    /// </summary>
    public async Task<Result<CreatedApiKey>> CreateAsync(
        Caller caller,
        AuditActor actor,
        NewApiKey wanted,
        Func<CreatedApiKey, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wanted);
        var now = clock.GetUtcNow();
        var checkedKey = KeyRules.Check(wanted, now);
        if (!checkedKey.IsSuccess)
        {
            return checkedKey.Error;
        }

        var id = DocumentId.New(clock);
        var text = ApiKeyText.Create(id);
        var hash = await hashing.RunAsync(() => ApiKeyHash.Create(text), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var key = checkedKey.Value with
        {
            OrganizationId = caller.OrganizationId.ToString(),
            UserId = caller.UserId.ToString(),
            SecretHash = hash.Value,
        };
        var entry = audit.Entry(KeyAudit.Act(KeyAudit.Created, actor, id.ToString(), key));
        var made = new CreatedApiKey(new Secret(text), ApiKeyView.Of(id.ToString(), key, null, now));
        var placed = await slots.InsertAsync(id, key, [entry, .. alongside(made)], cancellationToken);
        if (!placed.IsSuccess)
        {
            return placed.Error;
        }

        IdentityLog.KeyMade(logger, key.UserId, id.ToString(), key.Scopes.ToString());
        return made;
    }

    /// <summary>The caller's keys in the caller's organization, the newest first.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="count">Page size, 1 to 200.</param>
    /// <param name="cursor">Of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(IReadOnlyList<ApiKeyView> Keys, string? NextCursor)> ListAsync(
        Caller caller, int count, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var query = new DocumentQuery(ApiKeyDocument.ByOwner) { EqualTo = [caller.OrganizationId, caller.UserId], Limit = count, Cursor = cursor };
        var page = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
        var used = await uses.OfAsync([.. page.Items.Select(k => k.Id)], cancellationToken);
        var now = clock.GetUtcNow();
        return ([.. page.Items.Select(k => ApiKeyView.Of(k.Id, k.Document, used.GetValueOrDefault(k.Id), now))], page.NextCursor);
    }

    /// <summary>One of the caller's keys. Not found for a key of anybody else.</summary>
    public async Task<Result<ApiKeyView>> GetAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        await FindAsync(caller, id, cancellationToken) is { } key
            ? await ViewAsync(key, cancellationToken)
            : RequestErrors.NotFound("API key");

    /// <summary>Ends one of the caller's keys, at once and on every instance. Not found for a key of anybody else.</summary>
    public async Task<Result<ApiKeyView>> RevokeAsync(Caller caller, AuditActor actor, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller, id, cancellationToken) is not { } key)
        {
            return RequestErrors.NotFound("API key");
        }

        var view = await ViewAsync(key, cancellationToken);
        var written = await store.WriteAsync(
            [
                DocumentWrite.Delete(ApiKeyDocument.Collection, Tenant.System, id, key.Version),
                DocumentWrite.Delete(KeyUse.Collection, Tenant.System, id),
                audit.Entry(KeyAudit.Act(KeyAudit.Revoked, actor, id, key.Document)),
            ],
            cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("API key");
        }

        revocations.Publish(RevocationKind.Key, id);
        IdentityLog.KeyRevoked(logger, key.Document.UserId, id);
        return view;
    }

    /// <summary>A key as stored, when it is the caller's own in the caller's organization.</summary>
    internal async Task<Stored<ApiKeyDocument>?> FindAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = DocumentId.TryParse(id, out _)
            ? await store.GetAsync(ApiKeyDocument.Collection, Tenant.System, id, cancellationToken)
            : null;
        return key?.Document.UserId == caller.UserId.ToString() && key.Document.OrganizationId == caller.OrganizationId.ToString() ? key : null;
    }

    private async Task<ApiKeyView> ViewAsync(Stored<ApiKeyDocument> key, CancellationToken cancellationToken) =>
        ApiKeyView.Of(key.Id, key.Document, (await uses.OfAsync([key.Id], cancellationToken)).GetValueOrDefault(key.Id), clock.GetUtcNow());
}
