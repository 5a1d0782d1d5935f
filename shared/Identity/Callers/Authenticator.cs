using System.Net;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Callers;

/// <summary>Turns a credential into a <see cref="Caller"/>, or says why not.</summary>
public abstract class Authenticator
{
    /// <summary>
    /// Checks the credential, the person behind it and the membership in the organization. Completes synchronously for one that
    /// was checked a moment ago.
    /// </summary>
    /// <param name="credential">A session token or an <c>hf_</c> key, as it came.</param>
    /// <param name="address">Where the request comes from; failures are counted by it.</param>
    /// <param name="organizationId">The organization asked for; null takes the credential's own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public abstract ValueTask<Result<Caller>> AuthenticateAsync(
        string credential, IPAddress? address, string? organizationId, CancellationToken cancellationToken);
}
