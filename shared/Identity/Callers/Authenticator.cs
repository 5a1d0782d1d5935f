using System.Net;
using HiveFlow.Errors;
using HiveFlow.Identity.ApiKeys;
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
    /// was checked a moment ago.
    /// </summary>
    /// <param name="credential">A session token or an <c>hf_</c> key, as it came.</param>
    /// <param name="address">Where the request comes from; failures are counted by it.</param>
    /// <param name="organizationId">The organization asked for; null takes the credential's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<Result<Caller>> AuthenticateAsync(
        string credential, IPAddress? address, string? organizationId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.StartsWith(ApiKeyText.Prefix, StringComparison.Ordinal)
            ? keys.AuthenticateAsync(credential, address, organizationId, cancellationToken)
            : sessions.AuthenticateAsync(credential, organizationId, cancellationToken);
    }
}
