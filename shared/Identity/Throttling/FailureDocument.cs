using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Throttling;

/// <summary>Failures in a row under one name, stored under its hash; or, with none, a place where somebody logged in.</summary>
/// <param name="Failures">How many, the tries under way included.</param>
/// <param name="NextAt">When the next try may be made.</param>
/// <param name="ExpiresAt">When they are forgotten.</param>
internal sealed record FailureDocument(int Failures, DateTimeOffset NextAt, DateTimeOffset ExpiresAt)
{
    /// <summary>All of them.</summary>
    public static readonly Collection<FailureDocument> Collection =
        new Collection<FailureDocument>("login_failures", ThrottlingJson.Default.FailureDocument).WithExpiry(f => f.ExpiresAt);
}
