using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>A one-time code, stored under its hash; kept after its use, so that a second use is noticed.</summary>
/// <param name="Intent">What it can be traded for.</param>
/// <param name="Identity">Who came back from the provider.</param>
/// <param name="UserId">The account it opens; null when it is there to link.</param>
/// <param name="Session">What the session is to be; null when it is there to link.</param>
/// <param name="CodeChallenge">Of the client's verifier, S256.</param>
/// <param name="ExpiresAt">Until when it can be traded.</param>
/// <param name="KeptUntil">When it is forgotten.</param>
/// <param name="UsedAt">When it was traded, or burned by a wrong verifier.</param>
/// <param name="SessionId">The session it gave, also by way of a challenge.</param>
/// <param name="ChallengeId">The challenge it gave.</param>
/// <param name="Stamp">The account's stamp when it was made: whatever ends its person's sessions makes it worthless.</param>
internal sealed record SignInCodeDocument(
    SignInIntent Intent,
    OutsideIdentity Identity,
    string? UserId,
    SignInSession? Session,
    string CodeChallenge,
    DateTimeOffset ExpiresAt,
    DateTimeOffset KeptUntil,
    DateTimeOffset? UsedAt = null,
    string? SessionId = null,
    string? ChallengeId = null,
    int Stamp = 0)
{
    /// <summary>All codes.</summary>
    public static readonly Collection<SignInCodeDocument> Collection =
        new Collection<SignInCodeDocument>("sign_in_codes", SignInJson.Default.SignInCodeDocument).WithExpiry(c => c.KeptUntil);
}
