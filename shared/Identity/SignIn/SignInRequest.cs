namespace HiveFlow.Identity.SignIn;

/// <summary>What a client asks for when it sends a browser to a provider; unchecked, as it came (RFC 6749 4.1.1, RFC 7636 4.3).</summary>
/// <param name="Client"><c>web</c>, <c>desktop</c> or <c>extension</c>.</param>
/// <param name="RedirectUri">Where the browser goes afterwards; must be on the list of that client.</param>
/// <param name="State">The client's own mark, handed back as it is; at most 500 characters.</param>
/// <param name="CodeChallenge">base64url of the SHA-256 of the client's verifier.</param>
/// <param name="CodeChallengeMethod"><c>S256</c>.</param>
/// <param name="Intent"><c>login</c> (null too) or <c>link</c>.</param>
public sealed record SignInRequest(
    string? Client, string? RedirectUri, string? State, string? CodeChallenge, string? CodeChallengeMethod, string? Intent);
