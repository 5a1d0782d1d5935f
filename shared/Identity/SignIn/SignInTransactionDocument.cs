using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>One visit to a provider, stored under the hash of its state. Holds no secret: nonce and verifier come from the browser's cookie.</summary>
/// <param name="Target">The realm that is visited: <c>google</c>, <c>github</c> or a connection's id.</param>
/// <param name="Intent">What for.</param>
/// <param name="Client">web, desktop or extension.</param>
/// <param name="RedirectUri">Where the browser goes afterwards; was on the list.</param>
/// <param name="ClientState">Handed back as it is.</param>
/// <param name="CodeChallenge">Of the client's verifier, S256.</param>
/// <param name="BrowserHash">SHA-256 of the secret in the browser's cookie.</param>
/// <param name="Detail">What the protocol needs to remember, such as a SAML request's id; never a secret.</param>
/// <param name="ExpiresAt">When it is over.</param>
internal sealed record SignInTransactionDocument(
    string Target,
    SignInIntent Intent,
    string Client,
    string RedirectUri,
    string? ClientState,
    string CodeChallenge,
    string BrowserHash,
    string? Detail,
    DateTimeOffset ExpiresAt)
{
    /// <summary>All visits under way.</summary>
    public static readonly Collection<SignInTransactionDocument> Collection =
        new Collection<SignInTransactionDocument>("sign_in_transactions", SignInJson.Default.SignInTransactionDocument).WithExpiry(t => t.ExpiresAt);
}
