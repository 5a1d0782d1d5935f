using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Challenges;

/// <summary>How much was mailed to one address for one purpose, over all challenges; stored under the hash of both.</summary>
/// <param name="LastSentAt">The newest mail that no code answered yet; null when it was answered.</param>
/// <param name="Day">The UTC day that is counted.</param>
/// <param name="Count">Mails on that day.</param>
/// <param name="ExpiresAt">When it no longer matters.</param>
internal sealed record CodeMailDocument(DateTimeOffset? LastSentAt, DateOnly Day, int Count, DateTimeOffset ExpiresAt)
{
    /// <summary>All counts.</summary>
    public static readonly Collection<CodeMailDocument> Collection =
        new Collection<CodeMailDocument>("code_mails", IdentityJson.Default.CodeMailDocument).WithExpiry(c => c.ExpiresAt);
}
