using System.Net;
using HiveFlow.Errors;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.Callers;

/// <summary>Turns a credential into a <see cref="Caller"/>, or says why not.</summary>
public sealed class Authenticator
{
    private readonly KeyAuthentication keys;
    private readonly SessionAuthentication sessions;

    internal Authenticator(KeyAuthentication keys, SessionAuthentication sessions)
    {
        this.keys = keys;
        this.sessions = sessions;
    }

    /// <summary>
    /// Checks the credential, the person behind it and the membership in the organization. Completes synchronously for one that
    /// was checked a moment ago. <c>totp_required</c> when the organization asks for an authenticator that the person has not.
    /// </summary>
    /// <param name="credential">A session token or an <c>hf_</c> key, as it came.</param>
    /// <param name="address">Where the request comes from; failures are counted by it.</param>
    /// <param name="organizationId">The organization asked for; null takes the credential's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Result<Caller>> AuthenticateAsync(
        string credential, IPAddress? address, string? organizationId, CancellationToken cancellationToken)
    {
        var pending = AuthenticateForOwnAccountAsync(credential, address, organizationId, cancellationToken);
        return pending.IsCompletedSuccessfully ? new(NeedTotp(pending.Result)) : NeedTotpAsync(pending);
    }

    /// <summary>
    /// The same for what is about the person's own account and nothing of the organization's: an authenticator that is missing there
    /// does not matter, or nobody could set one up.
    /// </summary>
    /// <inheritdoc cref="AuthenticateAsync"/>
    public ValueTask<Result<Caller>> AuthenticateForOwnAccountAsync(
        string credential, IPAddress? address, string? organizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            ? keys.AuthenticateAsync(credential, address, organizationId, cancellationToken)
            : sessions.AuthenticateAsync(credential, organizationId, cancellationToken);
    }

    /// <summary>
    /// Whether a credential that was checked before is still good, asked of the store: its record, the person, their membership. For whoever
    /// serves a caller for long and does not keep the secret.
    /// </summary>
    /// <param name="reference">The credential.</param>
    /// <param name="address">Where the caller is.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Caller>> CheckAgainAsync(CredentialReference reference, IPAddress? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var result = reference switch
        {
            { KeyId: { } key } => await keys.CheckAgainAsync(key, reference.KeyStamp, address, cancellationToken),
            { SessionId: { } session } => await sessions.CheckAgainAsync(session, reference.UserId, reference.OrganizationId, cancellationToken),
            _ => CredentialErrors.Invalid(),
        };
        result = NeedTotp(result);
        if (!result.IsSuccess)
        {
            return result;
        }

        var now = CredentialReference.Of(result.Value);
        var isSame = now.UserId == reference.UserId
            && now.OrganizationId == reference.OrganizationId
            && (now.FlowIds ?? []).SequenceEqual(reference.FlowIds ?? [])
            && now.FlowIds is null == reference.FlowIds is null;
        return isSame ? result : CredentialErrors.Invalid();
    }

    private static async ValueTask<Result<Caller>> NeedTotpAsync(ValueTask<Result<Caller>> pending) => NeedTotp(await pending);

    private static Result<Caller> NeedTotp(Result<Caller> result) =>
        result.IsSuccess && result.Value.IsTotpMissing ? SecondFactorErrors.TotpRequired() : result;
}
