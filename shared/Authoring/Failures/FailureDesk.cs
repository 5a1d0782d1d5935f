using HiveFlow.Authoring.Credentials;
using HiveFlow.Errors;
using HiveFlow.Flows.Credentials;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Authoring.Failures;

/// <summary>Reads and sets what follows when runs of flows fail.</summary>
public sealed class FailureDesk(IDocumentStore store, FlowCatalog flows, CredentialRule credentials)
{
    private const int MaxAfter = 500;
    private const int MaxUrl = 2_000;

    /// <summary>The settings as they are.</summary>
    public async ValueTask<FailureHandling> GetAsync(Tenant tenant, string flowId, CancellationToken cancellationToken) =>
        (await store.GetAsync(FailureHandling.Collection, tenant, flowId, cancellationToken))?.Document ?? new FailureHandling();

    /// <summary>
    /// Sets all of it, with writes that belong to it and can't be refused; fails naming the field, or as <c>credential_forbidden</c> for a credential
    /// the person may not use.
    /// </summary>
    public async Task<Result<FailureHandling>> SetAsync(
        Tenant tenant, string flowId, FailureHandling wish, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wish);
        if (await FaultAsync(tenant, flowId, wish, cancellationToken) is { } fault)
        {
            return fault;
        }

        await store.WriteAsync([DocumentWrite.Upsert(FailureHandling.Collection, tenant, flowId, wish), .. alongside], cancellationToken);
        return wish;
    }

    /// <summary>Removes what belongs to a flow that is removed: see <see cref="FlowFollower"/>.</summary>
    internal static ValueTask<IReadOnlyList<DocumentWrite>> FollowAsync(Tenant tenant, Flow? before, Flow? after, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<DocumentWrite>>(
            before is not null && after is null ? [DocumentWrite.Delete(FailureHandling.Collection, tenant, before.Id)] : []);

    private async ValueTask<Error?> FaultAsync(Tenant tenant, string flowId, FailureHandling wish, CancellationToken cancellationToken)
    {
        if (wish.ErrorFlowId is { } other)
        {
            if (other == flowId)
            {
                return RequestErrors.Invalid("errorFlowId", "A flow can't be its own error flow.");
            }

            if (await flows.GetAsync(tenant, other, cancellationToken) is null)
            {
                return RequestErrors.Invalid("errorFlowId", "There is no such flow.");
            }
        }

        if (wish.Alert is not { } alert)
        {
            return null;
        }

        if (alert.After is < 1 or > MaxAfter)
        {
            return RequestErrors.Invalid("alert.after", $"alert.after must be 1 to {MaxAfter}.");
        }

        if (alert is { Mail: false, WebhookUrl: null })
        {
            return RequestErrors.Invalid("alert.webhookUrl", "An alert needs mail or webhookUrl.");
        }

        if (alert.WebhookUrl is null != alert.CredentialId is null)
        {
            return RequestErrors.Invalid("alert.credentialId", "webhookUrl and credentialId (of type signing) come together.");
        }

        if (alert.WebhookUrl is { } url && (url.Length > MaxUrl || !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("https" or "http") || address.UserInfo.Length > 0))
        {
            return RequestErrors.Invalid("alert.webhookUrl", $"alert.webhookUrl must be an address of at most {MaxUrl} characters at a host of the credential.");
        }

        return alert.CredentialId is { } credential
            ? await credentials(tenant, wish.SetBy, [new NamedCredential("alert.credentialId", credential)], cancellationToken)
            : null;
    }
}
