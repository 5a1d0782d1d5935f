using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>What is left to remove of an account that was deleted, under its person's id; gone when nothing is.</summary>
/// <param name="OrganizationIds">The organizations that the person was in, whose keys of theirs go.</param>
/// <param name="DeletedAt">Since when.</param>
internal sealed record AccountRemovalDocument(IReadOnlyList<string> OrganizationIds, DateTimeOffset DeletedAt)
{
    /// <summary>All of them.</summary>
    public static readonly Collection<AccountRemovalDocument> Collection = new("account_removals", AccountsJson.Default.AccountRemovalDocument);
}
