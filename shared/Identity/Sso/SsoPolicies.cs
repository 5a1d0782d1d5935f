using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Sso;

/// <summary>Whether an organization sends its people to its identity provider, and lets them in by nothing else.</summary>
public sealed class SsoPolicies
{
    private readonly IDocumentStore store;
    private readonly AuditLog audit;

    internal SsoPolicies(IDocumentStore store, AuditLog audit)
    {
        this.store = store;
        this.audit = audit;
    }

    /// <summary>The policy.</summary>
    public async Task<SsoPolicyView> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var policy = await store.GetAsync(SsoPolicyDocument.Collection, caller.Tenant, caller.OrganizationId.ToString(), cancellationToken);
        return policy is null ? new SsoPolicyView(false, null) : new SsoPolicyView(policy.Document.IsForced, policy.Document.ConnectionId);
    }

    /// <summary>Changes it. To force anything takes an enabled connection and a verified domain: else it would only lock people out.</summary>
    public async Task<Result<SsoPolicyView>> SetAsync(Caller caller, SsoPolicyView wanted, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(actor);
        if (wanted.ConnectionId is { } id)
        {
            var connection = DocumentId.TryParse(id, out _)
                ? await store.GetAsync(SsoConnectionDocument.Collection, caller.Tenant, id, cancellationToken)
                : null;
            if (connection is not { Document.IsEnabled: true })
            {
                return RequestErrors.Invalid("connectionId", "connectionId must name an enabled connection of this organization.");
            }
        }
        else if (wanted.IsForced)
        {
            return RequestErrors.Invalid("connectionId", "connectionId is required to force single sign-on.");
        }

        if (wanted.IsForced && !await HasDomainAsync(caller, cancellationToken))
        {
            return RequestErrors.Invalid("isForced", "isForced needs a verified domain: it is about addresses in the organization's domains.");
        }

        var written = await store.WriteAsync(
            [
                DocumentWrite.Upsert(
                    SsoPolicyDocument.Collection, caller.Tenant, caller.OrganizationId.ToString(), new SsoPolicyDocument(wanted.IsForced, wanted.ConnectionId)),
                audit.Entry(new AuditAct("sso_policy.changed", actor, caller.Tenant)
                {
                    TargetType = "sso_policy",
                    TargetId = wanted.ConnectionId,
                    Details = new Dictionary<string, string> { ["forced"] = wanted.IsForced ? "true" : "false" },
                }),
            ],
            cancellationToken);
        return written.IsApplied ? wanted : RequestErrors.VersionConflict("policy");
    }

    private async Task<bool> HasDomainAsync(Caller caller, CancellationToken cancellationToken)
    {
        var claims = await store.QueryAsync(DomainClaimDocument.Collection, caller.Tenant, new DocumentQuery("id"), cancellationToken);
        return claims.Items.Any(c => c.Document.VerifiedAt is not null);
    }
}
