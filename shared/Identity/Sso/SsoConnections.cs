using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Oidc;
using HiveFlow.Identity.Saml;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>An organization's connections to its identity providers, for its admins.</summary>
public sealed class SsoConnections
{
    private const int Most = 10;
    private readonly IDocumentStore store;
    private readonly SsoConnectionCheck check;
    private readonly SsoPlaces places;
    private readonly OidcDiscovery discovery;
    private readonly OidcKeys keys;
    private readonly AuditLog audit;
    private readonly Revocations revocations;
    private readonly TimeProvider clock;

    internal SsoConnections(
        IDocumentStore store,
        SsoConnectionCheck check,
        SsoPlaces places,
        OidcDiscovery discovery,
        OidcKeys keys,
        AuditLog audit,
        Revocations revocations,
        TimeProvider clock)
    {
        this.store = store;
        this.check = check;
        this.places = places;
        this.discovery = discovery;
        this.keys = keys;
        this.audit = audit;
        this.revocations = revocations;
        this.clock = clock;
    }

    /// <summary>All of them, the newest first; there are at most 10.</summary>
    public async Task<IReadOnlyList<SsoConnectionView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return [.. (await AllAsync(caller, cancellationToken)).Select(c => View(c.Id, c.Document))];
    }

    /// <summary>One of them.</summary>
    public async Task<Result<SsoConnectionView>> GetAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await FindAsync(caller, id, cancellationToken);
        return found is null ? NotFound() : View(id, found.Document);
    }

    /// <summary>Makes one.</summary>
    public async Task<Result<SsoConnectionView>> CreateAsync(
        Caller caller, SsoConnectionInput input, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(actor);
        if ((await AllAsync(caller, cancellationToken)).Count >= Most)
        {
            return SsoErrors.TooMany("connections", Most);
        }

        var id = DocumentId.New(clock).ToString();
        var made = check.Apply(id, null, input);
        if (!made.IsSuccess)
        {
            return made.Error;
        }

        await store.WriteAsync(
            [
                DocumentWrite.Insert(SsoConnectionDocument.Collection, caller.Tenant, id, made.Value),
                DocumentWrite.Insert(SsoConnectionPlace.Collection, Tenant.System, id, new SsoConnectionPlace(caller.OrganizationId.ToString())),
                Entry("sso_connection.created", caller, id, made.Value, actor),
            ],
            cancellationToken);
        return View(id, made.Value);
    }

    /// <summary>Changes one; what it had opened ends when it is disabled.</summary>
    public async Task<Result<SsoConnectionView>> ChangeAsync(
        Caller caller, string id, SsoConnectionInput input, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(actor);
        var current = await FindAsync(caller, id, cancellationToken);
        if (current is null)
        {
            return NotFound();
        }

        var changed = check.Apply(id, current.Document, input);
        if (!changed.IsSuccess)
        {
            return changed.Error;
        }

        if (!changed.Value.IsEnabled && await IsForcedAsync(caller, id, cancellationToken))
        {
            return SsoErrors.InUse("The organization forces logins by this connection; change its policy first.");
        }

        var isDisabledNow = current.Document.IsEnabled && !changed.Value.IsEnabled;
        var next = changed.Value with { DisabledAt = isDisabledNow ? clock.GetUtcNow() : current.Document.DisabledAt };
        var written = await store.WriteAsync(
            [
                DocumentWrite.Replace(SsoConnectionDocument.Collection, caller.Tenant, id, current.Version, next),
                Entry("sso_connection.changed", caller, id, next, actor),
            ],
            cancellationToken);
        if (!written.IsApplied)
        {
            return RequestErrors.VersionConflict("connection");
        }

        // Its sessions look for it at their next check, which is now.
        revocations.Publish(RevocationKind.Organization, caller.OrganizationId.ToString());
        return View(id, next);
    }

    /// <summary>Removes one. Identities that came by it open nothing any more, and what they had opened ends.</summary>
    public async Task<Result<SsoConnectionView>> RemoveAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var current = await FindAsync(caller, id, cancellationToken);
        if (current is null)
        {
            return NotFound();
        }

        if (await IsForcedAsync(caller, id, cancellationToken))
        {
            return SsoErrors.InUse("The organization forces logins by this connection; change its policy first.");
        }

        await store.WriteAsync(
            [
                DocumentWrite.Delete(SsoConnectionDocument.Collection, caller.Tenant, id),
                DocumentWrite.Delete(SsoConnectionPlace.Collection, Tenant.System, id),
                Entry("sso_connection.removed", caller, id, current.Document, actor),
            ],
            cancellationToken);
        revocations.Publish(RevocationKind.Organization, caller.OrganizationId.ToString());
        return View(id, current.Document);
    }

    /// <summary>Asks an OpenID provider who it is and for its keys, now; the first thing that does not hold is the answer.</summary>
    public async Task<Result<SsoConnectionView>> TestAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await FindAsync(caller, id, cancellationToken);
        if (found is null)
        {
            return NotFound();
        }

        if (found.Document.Oidc is { } oidc)
        {
            var owner = caller.OrganizationId.ToString();
            var metadata = await discovery.GetAsync(owner, oidc.Issuer, isAnew: true, cancellationToken);
            if (!metadata.IsSuccess)
            {
                return metadata.Error;
            }

            var read = await keys.ReadAsync(owner, metadata.Value.JwksUri, cancellationToken);
            if (!read.IsSuccess)
            {
                return read.Error;
            }
        }

        return View(id, found.Document);
    }

    private async Task<IReadOnlyList<Stored<SsoConnectionDocument>>> AllAsync(Caller caller, CancellationToken cancellationToken) =>
        (await store.QueryAsync(SsoConnectionDocument.Collection, caller.Tenant, new DocumentQuery("id") { Limit = Most }, cancellationToken)).Items;

    private async Task<Stored<SsoConnectionDocument>?> FindAsync(Caller caller, string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out _) ? await store.GetAsync(SsoConnectionDocument.Collection, caller.Tenant, id, cancellationToken) : null;

    private async Task<bool> IsForcedAsync(Caller caller, string id, CancellationToken cancellationToken)
    {
        var policy = await store.GetAsync(SsoPolicyDocument.Collection, caller.Tenant, caller.OrganizationId.ToString(), cancellationToken);
        return policy is { Document.IsForced: true } && policy.Document.ConnectionId == id;
    }

    private DocumentWrite Entry(string action, Caller caller, string id, SsoConnectionDocument connection, AuditActor actor) => audit.Entry(
        new AuditAct(action, actor, caller.Tenant)
        {
            TargetType = "sso_connection",
            TargetId = id,
            Details = new Dictionary<string, string>
            {
                ["kind"] = connection.Kind == SsoKind.Oidc ? "oidc" : "saml",
                ["issuer"] = connection.Oidc?.Issuer ?? connection.Saml?.EntityId ?? string.Empty,
                ["enabled"] = connection.IsEnabled ? "true" : "false",
                ["ceiling"] = connection.RoleCeiling,
                ["joins"] = connection.JoinsAutomatically ? "true" : "false",
            },
        });

    private SsoConnectionView View(string id, SsoConnectionDocument connection) => new(
        id,
        connection.Kind == SsoKind.Oidc ? "oidc" : "saml",
        connection.Name,
        connection.IsEnabled,
        connection.JoinsAutomatically,
        connection.DefaultRole,
        connection.RoleCeiling,
        connection.RoleClaim,
        connection.RoleRules,
        connection.DemandsSecondFactor,
        places.Start(connection.Kind, id),
        connection.CreatedAt,
        connection.Oidc is { } oidc
            ? new OidcSettingsView(oidc.Issuer, oidc.ClientId, oidc.ProtectedSecret is not null, oidc.Scopes, oidc.StrongAcr, places.Callback(id))
            : null,
        connection.Saml is { } saml ? SamlSettingsView.Of(saml) : null);

    private static Error NotFound() => RequestErrors.NotFound("connection");
}
