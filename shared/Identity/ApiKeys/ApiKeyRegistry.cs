using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Passwords;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Makes, lists and revokes a person's API keys in one organization.</summary>
public sealed class ApiKeyRegistry
{
    private const int MaxName = 100;
    private const int MaxDescription = 500;

    private readonly IDocumentStore store;
    private readonly KeyAuthentication authentication;
    private readonly SlowHashing hashing;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly int limit;

    internal ApiKeyRegistry(
        IDocumentStore store,
        KeyAuthentication authentication,
        SlowHashing hashing,
        IOptions<IdentityOptions> options,
        TimeProvider clock,
        ILogger<ApiKeyRegistry> logger)
    {
        this.store = store;
        this.authentication = authentication;
        this.hashing = hashing;
        this.clock = clock;
        this.logger = logger;
        limit = options.Value.KeysPerPerson;
    }

    /// <summary>Makes a key for the caller in the caller's organization.</summary>
    public async Task<Result<CreatedApiKey>> CreateAsync(Caller caller, NewApiKey wanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wanted);
        var now = clock.GetUtcNow();
        var checkedKey = Check(wanted, now);
        if (!checkedKey.IsSuccess)
        {
            return checkedKey.Error;
        }

        var (name, description, scopes, expiresAt) = checkedKey.Value;
        var id = DocumentId.New(clock);
        var text = ApiKeyText.Create(id);
        var hash = await hashing.RunAsync(() => ApiKeyHash.Create(text), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var document = new ApiKeyDocument(
            name, description, caller.OrganizationId.ToString(), caller.UserId.ToString(), hash.Value, scopes, 0, now, expiresAt);
        if (await InsertAsync(id, document, cancellationToken) is not { } kept)
        {
            return ApiKeyErrors.Limit(limit);
        }

        IdentityLog.KeyMade(logger, kept.UserId, id.ToString(), scopes.ToString());
        return new CreatedApiKey(new Secret(text), ApiKeyView.Of(id.ToString(), kept));
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
        var query = Mine(caller) with { Limit = count, Cursor = cursor };
        var page = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
        return ([.. page.Items.Select(k => ApiKeyView.Of(k.Id, k.Document))], page.NextCursor);
    }

    /// <summary>Ends one of the caller's keys, at once. Not found for a key of anybody else.</summary>
    public async Task<Result<ApiKeyView>> RevokeAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var key = DocumentId.TryParse(id, out _)
            ? await store.GetAsync(ApiKeyDocument.Collection, Tenant.System, id, cancellationToken)
            : null;
        if (key is null
            || key.Document.UserId != caller.UserId.ToString()
            || key.Document.OrganizationId != caller.OrganizationId.ToString())
        {
            return RequestErrors.NotFound("API key");
        }

        await store.WriteAsync([DocumentWrite.Delete(ApiKeyDocument.Collection, Tenant.System, id)], cancellationToken);
        authentication.Forget(id);
        IdentityLog.KeyRevoked(logger, key.Document.UserId, id);
        return ApiKeyView.Of(id, key.Document);
    }

    private static DocumentQuery Mine(Caller caller) =>
        new(ApiKeyDocument.ByOwner) { EqualTo = [caller.OrganizationId, caller.UserId] };

    private static Result<(string Name, string Description, Scopes Scopes, DateTimeOffset? ExpiresAt)> Check(NewApiKey wanted, DateTimeOffset now)
    {
        var faults = new Dictionary<string, IReadOnlyList<string>>();
        var name = wanted.Name.Trim();
        var description = wanted.Description.Trim();
        if (DisplayText.Fault(name, MaxName) is { } nameFault)
        {
            faults["name"] = [$"name {nameFault}."];
        }

        if (DisplayText.Fault(description, MaxDescription, mayBeEmpty: true) is { } descriptionFault)
        {
            faults["description"] = [$"description {descriptionFault}."];
        }

        if (!ScopeNames.TryParse(wanted.Permissions, out var scopes))
        {
            faults["permissions"] = ["permissions must hold at least one of read, write and execute, and each once."];
        }

        if (!KeyExpiry.TryParse(wanted.ExpiresIn, now, out var expiresAt))
        {
            faults["expiresIn"] = ["expiresIn must be never, days such as 30d (at most 3650d), or a future date in ISO 8601."];
        }

        return faults.Count == 0 ? (name, description, scopes, expiresAt) : RequestErrors.Invalid(faults);
    }

    private async Task<ApiKeyDocument?> InsertAsync(DocumentId id, ApiKeyDocument document, CancellationToken cancellationToken)
    {
        var taken = new HashSet<int>();
        string? cursor = null;
        do
        {
            var query = new DocumentQuery(ApiKeyDocument.ByOwner)
            {
                EqualTo = [document.OrganizationId, document.UserId],
                Limit = 1_000,
                Cursor = cursor,
            };
            var page = await store.QueryAsync(ApiKeyDocument.Collection, Tenant.System, query, cancellationToken);
            taken.UnionWith(page.Items.Select(k => k.Document.Slot));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        for (var slot = 0; slot < limit; slot++)
        {
            if (taken.Contains(slot))
            {
                continue;
            }

            var placed = document with { Slot = slot };
            var result = await store.WriteAsync(
                [DocumentWrite.Insert(ApiKeyDocument.Collection, Tenant.System, id.ToString(), placed)], cancellationToken);
            if (result.IsApplied)
            {
                return placed;
            }
        }

        return null;
    }
}
