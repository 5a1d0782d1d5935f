using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>A person's authenticator as stored, under the person's id.</summary>
/// <param name="Secret">The protected secret; null before the first one is proven.</param>
/// <param name="LastStep">The newest step whose code was used: it and all before it are worth nothing.</param>
/// <param name="RecoveryHashes">The recovery codes by place; null where one was used.</param>
/// <param name="EnabledAt">Since when it is asked for.</param>
/// <param name="PendingSecret">The protected secret that waits for its first code.</param>
/// <param name="PendingAt">Since when it waits.</param>
internal sealed record SecondFactorDocument(
    string? Secret,
    long LastStep,
    IReadOnlyList<string?> RecoveryHashes,
    DateTimeOffset? EnabledAt,
    string? PendingSecret,
    DateTimeOffset? PendingAt)
{
    /// <summary>All authenticators.</summary>
    public static readonly Collection<SecondFactorDocument> Collection =
        new("second_factors", IdentityJson.Default.SecondFactorDocument);

    /// <summary>Nothing yet.</summary>
    public static readonly SecondFactorDocument None = new(null, 0, [], null, null, null);

    /// <summary>Recovery codes that are left.</summary>
    public int RecoveryCodesLeft() => RecoveryHashes.Count(h => h is not null);
}
