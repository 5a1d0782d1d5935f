using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.Sessions;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Operators;

/// <summary>What operators do to people and organizations. The gate has checked that the caller is one.</summary>
public sealed class OperatorRegistry(IDocumentStore store, AuditLog audit, Revocations revocations)
{
    private const int MaxRaces = 10;
    private const int Batch = 500;

    /// <summary>Whether there is an organization of that id.</summary>
    public async ValueTask<bool> HasOrganizationAsync(DocumentId organizationId, CancellationToken cancellationToken) =>
        await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId.ToString(), cancellationToken) is not null;

    /// <summary>Shuts a person out, or lets them in again. Shut out, all their sessions end at once and their keys open nothing.</summary>
    public async Task<Result> SetUserAsync(Caller caller, string userId, bool isDisabled, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(userId);
        if (userId == caller.UserId.ToString())
        {
            return RequestErrors.Invalid("id", "id must not be your own.");
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var account = DocumentId.TryParse(userId, out _)
                ? await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken)
                : null;
            if (account is null)
            {
                return RequestErrors.NotFound("user");
            }

            var act = new AuditAct(isDisabled ? "user.disabled" : "user.enabled", actor, Tenant.System)
            {
                TargetType = "user",
                TargetId = userId,
                SubjectUserId = userId,
            };
            var written = await store.WriteAsync(
                [
                    DocumentWrite.Replace(AccountDocument.Collection, Tenant.System, userId, account.Version, account.Document with { IsDisabled = isDisabled }),
                    audit.Entry(act),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                // Told first: nothing is open from here on, whatever becomes of the rest.
                revocations.Publish(RevocationKind.User, userId);
                await (isDisabled ? EndSessionsAsync(userId, cancellationToken) : Task.CompletedTask);
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("user");
    }

    /// <summary>Closes an organization, or opens it again. Closed, nobody acts in it, by session or key.</summary>
    public async Task<Result> SetOrganizationAsync(string organizationId, bool isDisabled, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organizationId);
        for (var race = 0; race < MaxRaces; race++)
        {
            var organization = DocumentId.TryParse(organizationId, out var id)
                ? await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId, cancellationToken)
                : null;
            if (organization is null || organization.Document.DeletedAt is not null)
            {
                return RequestErrors.NotFound("organization");
            }

            var act = new AuditAct(isDisabled ? "organization.disabled" : "organization.enabled", actor, Tenant.Of(id))
            {
                TargetType = "organization",
                TargetId = organizationId,
            };
            var changed = organization.Document with { IsDisabled = isDisabled };
            var written = await store.WriteAsync(
                [
                    DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organizationId, organization.Version, changed),
                    audit.Entry(act),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.Organization, organizationId);
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("organization");
    }

    private async Task EndSessionsAsync(string userId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var query = new DocumentQuery(SessionDocument.ByUser) { EqualTo = [userId], Limit = Batch };
            var page = await store.QueryAsync(SessionDocument.Collection, Tenant.System, query, cancellationToken);
            if (page.Items.Count == 0)
            {
                return;
            }

            await store.WriteAsync([.. page.Items.Select(s => DocumentWrite.Delete(SessionDocument.Collection, Tenant.System, s.Id))], cancellationToken);
        }
    }
}
