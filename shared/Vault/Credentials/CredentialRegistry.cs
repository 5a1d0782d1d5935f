using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials.Types;
using HiveFlow.Vault.Rotation;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault.Credentials;

/// <summary>An organization's credentials: made, found, changed, shared, removed. Nothing here gives a secret back.</summary>
public sealed class CredentialRegistry
{
    private const int MaxRaces = 5;

    private readonly IDocumentStore store;
    private readonly CredentialSecrets secrets;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly int limit;

    internal CredentialRegistry(IDocumentStore store, CredentialSecrets secrets, AuditLog audit, IOptions<VaultOptions> options, TimeProvider clock)
    {
        this.store = store;
        this.secrets = secrets;
        this.audit = audit;
        this.clock = clock;
        limit = options.Value.CredentialsPerOrganization;
    }

    /// <summary>A page of those the person may see, newest first.</summary>
    public async Task<(IReadOnlyList<CredentialView> Items, string? NextCursor)> ListAsync(
        CredentialUser user, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var page = await store.QueryAsync(
            Credential.Collection, user.Tenant, new DocumentQuery("created") { Limit = pageSize, Cursor = cursor }, cancellationToken);
        return ([.. page.Items.Select(c => c.Document).Where(user.MaySee).Select(CredentialView.Of)], page.NextCursor);
    }

    /// <summary>One; <c>not_found</c> also for another person's private one.</summary>
    public async Task<Result<CredentialView>> GetAsync(CredentialUser user, string id, CancellationToken cancellationToken)
    {
        var stored = await FindAsync(user, id, cancellationToken);
        return stored is null ? RequestErrors.NotFound("credential") : CredentialView.Of(stored.Document);
    }

    /// <summary>Makes one.</summary>
    public Task<Result<CredentialView>> CreateAsync(CredentialUser user, CredentialDraft draft, AuditActor actor, CancellationToken cancellationToken) =>
        CreateAsync(user, draft, actor, static _ => [], cancellationToken);

    /// <summary>Makes one together with other writes or not at all. Fails as <c>version_conflict</c> when one of those was refused.</summary>
    public async Task<Result<CredentialView>> CreateAsync(
        CredentialUser user,
        CredentialDraft draft,
        AuditActor actor,
        Func<CredentialView, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(draft);
        if (CredentialTypes.Find(draft.Type) is not { } type)
        {
            return RequestErrors.Invalid("type", $"type must be one of {string.Join(", ", CredentialTypes.All.Select(t => t.Name))}.");
        }

        var now = clock.GetUtcNow();
        var empty = new Credential
        {
            Id = DocumentId.New(clock).ToString(),
            Name = string.Empty,
            Type = type.Name,
            OwnerId = user.UserId,
            Sharing = CredentialSharing.Private,
            MinimumRole = CredentialRights.Shareable[0],
            Hosts = [],
            Fields = default,
            Version = 1,
            Slot = 0,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var made = await ApplyAsync(user, type, empty, draft, cancellationToken);
        return made.IsSuccess ? await InsertAsync(user, made.Value, actor, alongside(CredentialView.Of(made.Value)), cancellationToken) : made.Error;
    }

    /// <summary>Changes what the draft names; with a version a lost race is <c>version_conflict</c>.</summary>
    public async Task<Result<CredentialView>> ChangeAsync(
        CredentialUser user, string id, CredentialDraft draft, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await FindAsync(user, id, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("credential");
            }

            var before = stored.Document;
            if (!user.MayChange(before))
            {
                return CredentialErrors.Forbidden();
            }

            if (draft.Version is { } expected && expected != before.Version)
            {
                return RequestErrors.VersionConflict("credential");
            }

            if (draft.Type is not null && draft.Type != before.Type)
            {
                return RequestErrors.Invalid("type", "type can't be changed; make another credential.");
            }

            var changed = await ApplyAsync(user, CredentialTypes.Find(before.Type)!, before, draft, cancellationToken);
            if (!changed.IsSuccess)
            {
                return changed.Error;
            }

            var after = changed.Value with { Version = before.Version + 1, UpdatedAt = clock.GetUtcNow() };
            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Credential.Collection, user.Tenant, id, stored.Version, after),
                KeyUseOf(user.Tenant, after),
                Act("credential.updated", user, after, actor),
                .. before.Sharing == after.Sharing && before.MinimumRole == after.MinimumRole
                    ? Array.Empty<DocumentWrite>()
                    : [Act("credential.shared", user, after, actor)],
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return CredentialView.Of(after);
            }
        }

        return RequestErrors.VersionConflict("credential");
    }

    /// <summary>Removes one; its ciphertext is gone with it.</summary>
    public async Task<Result> DeleteAsync(CredentialUser user, string id, long? expectedVersion, AuditActor actor, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await FindAsync(user, id, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("credential");
            }

            if (!user.MayDelete(stored.Document))
            {
                return CredentialErrors.Forbidden();
            }

            if (expectedVersion is { } expected && expected != stored.Document.Version)
            {
                break;
            }

            DocumentWrite[] writes =
            [
                DocumentWrite.Delete(Credential.Collection, user.Tenant, id, stored.Version),
                DocumentWrite.Delete(KeyUse.Collection, Tenant.System, id),
                Act("credential.deleted", user, stored.Document, actor),
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("credential");
    }

    /// <summary>
    /// Deletes the private ones of a person who is gone: nobody else may use them, and they are what the person knew. Shared ones stay with the
    /// organization. Safe to repeat.
    /// </summary>
    public async Task RemovePrivateAsync(Tenant tenant, string userId, AuditActor actor, CancellationToken cancellationToken)
    {
        var user = new CredentialUser(tenant, userId, string.Empty);
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(
                Credential.Collection, tenant, new DocumentQuery("created") { Limit = 100, Cursor = cursor }, cancellationToken);
            foreach (var stored in page.Items.Where(c => c.Document.OwnerId == userId && c.Document.Sharing == CredentialSharing.Private))
            {
                await store.WriteAsync(
                    [
                        // Whatever version: a new master key may come to it at this moment, and nobody else may change it.
                        DocumentWrite.Delete(Credential.Collection, tenant, stored.Id),
                        DocumentWrite.Delete(KeyUse.Collection, Tenant.System, stored.Id),
                        Act("credential.deleted", user, stored.Document, actor),
                    ],
                    cancellationToken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Which of these the person may not use, now; ids that are nothing are among them.</summary>
    public async ValueTask<IReadOnlySet<string>> ForbiddenAsync(CredentialUser user, IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(ids);
        var left = ids.ToHashSet(StringComparer.Ordinal);
        foreach (var some in ids.Chunk(1_000))
        {
            var stored = await store.GetManyAsync(Credential.Collection, user.Tenant, some, cancellationToken);
            left.ExceptWith(stored.Where(c => user.MayUse(c.Document)).Select(c => c.Id));
        }

        return left;
    }

    internal static DocumentWrite KeyUseOf(Tenant tenant, Credential credential) => credential.SealedSecret is { } value
        ? DocumentWrite.Upsert(KeyUse.Collection, Tenant.System, credential.Id, new KeyUse(tenant.Key, Encryption.SecretVault.KeyIdOf(value)))
        : DocumentWrite.Delete(KeyUse.Collection, Tenant.System, credential.Id);

    internal DocumentWrite Act(string action, CredentialUser user, Credential credential, AuditActor actor) => audit.Entry(new AuditAct(action, actor, user.Tenant)
    {
        TargetType = "credential",
        TargetId = credential.Id,
        Details = new Dictionary<string, string>
        {
            ["name"] = credential.Name,
            ["type"] = credential.Type,
            ["hosts"] = string.Join(' ', credential.Hosts),
            ["sharing"] = credential.Sharing == CredentialSharing.Private ? credential.Sharing : $"{credential.Sharing} {credential.MinimumRole}",
        },
    });

    internal async ValueTask<Stored<Credential>?> FindAsync(CredentialUser user, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(user);
        var stored = DocumentId.TryParse(id, out _)
            ? await store.GetAsync(Credential.Collection, user.Tenant, id, cancellationToken)
            : null;
        return stored is not null && user.MaySee(stored.Document) ? stored : null;
    }

    private async Task<Result<Credential>> ApplyAsync(
        CredentialUser user, CredentialType type, Credential before, CredentialDraft draft, CancellationToken cancellationToken)
    {
        var read = await secrets.ReadAsync(user.Tenant, before, cancellationToken);
        if (!read.IsSuccess && (draft.Data is null || read.Error.Code != VaultErrors.UnreadableCode))
        {
            return read.Error;
        }

        var old = read.Value ?? [];
        Dictionary<string, JsonElement> plain = before.Fields.ValueKind == JsonValueKind.Object
            ? before.Fields.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)
            : new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var secret = new Dictionary<string, JsonElement>(old, StringComparer.Ordinal);
        var rules = new DraftRules();
        rules.Data(type, draft.Data, plain, secret);
        rules.Required(type, plain, secret);
        var fields = JsonSerializer.SerializeToElement(plain);
        var hasOwnHosts = draft.Hosts is { Count: > 0 } || (draft.Hosts is null && before.HasOwnHosts);
        var named = draft.Hosts is { Count: > 0 } given ? given : before.Hosts;
        var hosts = hasOwnHosts ? named : [.. type.DefaultHosts(new CredentialValues(type, fields, default))];
        var after = before with
        {
            Name = rules.Name(draft.Name, before.Name),
            Description = rules.Description(draft.Description, before.Description),
            Sharing = rules.Choice("sharing", draft.Sharing, before.Sharing, CredentialSharing.Private, CredentialSharing.Organization),
            MinimumRole = rules.Choice("minimumRole", draft.MinimumRole, before.MinimumRole, CredentialRights.Shareable),
            HasOwnHosts = hasOwnHosts,
            Hosts = rules.Hosts(type, hosts),
            Fields = fields,
        };
        if (rules.Fault is { } fault)
        {
            return fault;
        }

        var leadsElsewhere = LeadsElsewhere(type, before, after);
        if (leadsElsewhere)
        {
            foreach (var token in old.Keys.Where(OAuthFields.IsOurs))
            {
                secret.Remove(token);
            }

            if (Unsent(old, secret, draft.Data) is { Count: > 0 } missing)
            {
                return CredentialErrors.SecretNeeded(missing);
            }
        }

        return await SealAsync(user.Tenant, WithConsent(type, after, secret), before, secret, draft.Data is null && !leadsElsewhere, cancellationToken);
    }

    private async Task<Result<Credential>> SealAsync(
        Tenant tenant, Credential after, Credential before, Dictionary<string, JsonElement> secret, bool isUnchanged, CancellationToken cancellationToken)
    {
        if (isUnchanged)
        {
            return after;
        }

        if (secret.Count == 0)
        {
            return after with { SealedSecret = null, SecretNames = [] };
        }

        var value = await secrets.SealAsync(tenant, before.Id, secret, cancellationToken);
        return value.IsSuccess
            ? after with { SealedSecret = value.Value, SecretNames = [.. secret.Keys.Where(k => !OAuthFields.IsOurs(k)).Order(StringComparer.Ordinal)] }
            : value.Error;
    }

    private static Credential WithConsent(CredentialType type, Credential credential, Dictionary<string, JsonElement> secret) =>
        type.Name == CredentialTypes.OAuth2
            ? credential with
            {
                NeedsConsent = credential.Fields.GetProperty("grantType").ValueEquals("authorizationCode")
                    && !secret.ContainsKey(OAuthFields.RefreshToken) && !secret.ContainsKey(OAuthFields.AccessToken),
                HasToken = credential.HasToken && secret.ContainsKey(OAuthFields.AccessToken),
                TokenExpiresAt = secret.ContainsKey(OAuthFields.AccessToken) ? credential.TokenExpiresAt : null,
            }
            : credential;

    /// <summary>Whether the secret could go anywhere after a change where it could not go before.</summary>
    private static bool LeadsElsewhere(CredentialType type, Credential before, Credential after)
    {
        if (before.SealedSecret is null)
        {
            return false;
        }

        return after.Hosts.Except(before.Hosts, StringComparer.Ordinal).Any()
            || type.Fields.Where(f => f.LeadsSomewhere).Any(f => Raw(before.Fields, f.Name) != Raw(after.Fields, f.Name));
    }

    private static string? Raw(JsonElement fields, string name) => fields.TryGetProperty(name, out var value) ? value.GetRawText() : null;

    private static List<string> Unsent(Dictionary<string, JsonElement> old, Dictionary<string, JsonElement> secret, JsonElement? data) =>
    [
        .. old.Keys.Where(name => secret.ContainsKey(name) && !(data is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out _))),
    ];

    private async Task<Result<CredentialView>> InsertAsync(
        CredentialUser user, Credential credential, AuditActor actor, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancellationToken)
    {
        var taken = new HashSet<int>();
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(
                Credential.Collection, user.Tenant, new DocumentQuery(Credential.BySlot) { Limit = 1_000, Cursor = cursor }, cancellationToken);
            taken.UnionWith(page.Items.Select(c => c.Document.Slot));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        for (var slot = 0; slot < limit; slot++)
        {
            if (taken.Contains(slot))
            {
                continue;
            }

            var placed = credential with { Slot = slot };
            DocumentWrite[] writes =
            [
                DocumentWrite.Insert(Credential.Collection, user.Tenant, placed.Id, placed),
                KeyUseOf(user.Tenant, placed),
                Act("credential.created", user, placed, actor),
                .. placed.Sharing == CredentialSharing.Private ? Array.Empty<DocumentWrite>() : [Act("credential.shared", user, placed, actor)],
                .. alongside,
            ];
            var result = await store.WriteAsync(writes, cancellationToken);
            if (result.IsApplied)
            {
                return CredentialView.Of(placed);
            }

            if (result.FailedIndex != 0)
            {
                return RequestErrors.VersionConflict("request");
            }
        }

        return CredentialErrors.Limit(limit);
    }
}
