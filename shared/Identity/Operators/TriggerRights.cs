using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Operators;

/// <summary>
/// Whether triggers may start runs where nobody calls whose credential would be refused: not in a closed organization, and not for a person
/// who was shut out.
/// </summary>
public sealed class TriggerRights(IDocumentStore store)
{
    /// <summary>Null when they may.</summary>
    /// <param name="organizationId">The organization.</param>
    /// <param name="actsFor">Whose rights the run would have; null for nobody's in particular.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<Error?> RefusalAsync(DocumentId organizationId, string? actsFor, CancellationToken cancellationToken)
    {
        var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, organizationId.ToString(), cancellationToken);
        if (organization?.Document.IsOpen() != true)
        {
            return OperatorErrors.TriggersClosed();
        }

        var isNobody = actsFor is null || !DocumentId.TryParse(actsFor, out _);
        return !isNobody
            && await store.GetAsync(AccountDocument.Collection, Tenant.System, actsFor!, cancellationToken) is { Document.IsDisabled: true }
            ? OperatorErrors.TriggersClosed()
            : null;
    }
}
