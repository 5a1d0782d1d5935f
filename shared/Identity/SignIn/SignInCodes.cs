using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Identity.Oidc;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>
/// One-time codes: 256 random bits, stored hashed, good for 60 s and one trade with the verifier of the client that began
/// (RFC 6749 4.1.2, RFC 7636). Kept for a day, so that a second use ends the session that the first one gave.
/// </summary>
internal sealed class SignInCodes(IDocumentStore store, TimeProvider clock)
{
    private const int CodeBytes = 32;
    private const int CodeLength = 43;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>A code for an account, or for an identity to be linked; it is one only when the write is applied.</summary>
    public (string Code, DocumentWrite Write) Make(SignInTransactionDocument visit, OutsideIdentity identity, AdmittedPerson? person, int stamp)
    {
        var now = clock.GetUtcNow();
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        var document = new SignInCodeDocument(
            visit.Intent, identity, person?.UserId, person?.Session, visit.CodeChallenge, now + Lifetime, now + Kept, Stamp: stamp);
        return (code, DocumentWrite.Insert(SignInCodeDocument.Collection, Tenant.System, IdOf(code), document));
    }

    /// <summary>The code's record, whatever has become of it; null when there is none of that intent.</summary>
    public async Task<Stored<SignInCodeDocument>?> FindAsync(string code, SignInIntent intent, CancellationToken cancellationToken)
    {
        var stored = code.Length == CodeLength
            ? await store.GetAsync(SignInCodeDocument.Collection, Tenant.System, IdOf(code), cancellationToken)
            : null;
        return stored?.Document.Intent == intent ? stored : null;
    }

    /// <summary>Whether an unused code may be traded now, by who has this verifier.</summary>
    public bool Takes(SignInCodeDocument code, string verifier) =>
        code.ExpiresAt > clock.GetUtcNow() && Pkce.Matches(code.CodeChallenge, verifier);

    /// <summary>The write that uses a code up.</summary>
    public DocumentWrite Use(Stored<SignInCodeDocument> code, string? sessionId) => DocumentWrite.Replace(
        SignInCodeDocument.Collection, Tenant.System, code.Id, code.Version, code.Document with { UsedAt = clock.GetUtcNow(), SessionId = sessionId });

    /// <summary>The write that uses a code up for a challenge.</summary>
    public DocumentWrite Begin(Stored<SignInCodeDocument> code, string challengeId) => DocumentWrite.Replace(
        SignInCodeDocument.Collection, Tenant.System, code.Id, code.Version, code.Document with { UsedAt = clock.GetUtcNow(), ChallengeId = challengeId });

    /// <summary>The write that notes the session that a code's challenge opened.</summary>
    public static DocumentWrite Opened(Stored<SignInCodeDocument> code, string sessionId) => DocumentWrite.Replace(
        SignInCodeDocument.Collection, Tenant.System, code.Id, code.Version, code.Document with { SessionId = sessionId });

    private static string IdOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
