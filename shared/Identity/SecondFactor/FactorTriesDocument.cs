using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>Wrong codes in a row of one person, over all challenges and instances; stored under the person's id.</summary>
/// <param name="InARow">How many since the last right one.</param>
/// <param name="LastAt">When the newest was.</param>
/// <param name="PasswordMark">Which password they stood behind: another password begins anew.</param>
internal sealed record FactorTriesDocument(int InARow, DateTimeOffset LastAt, string PasswordMark)
{
    /// <summary>All counts.</summary>
    public static readonly Collection<FactorTriesDocument> Collection =
        new("factor_tries", IdentityJson.Default.FactorTriesDocument);
}
