using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>A person's account as stored; it exists from the moment the address was proven.</summary>
internal sealed record AccountDocument(
    string Email, string Name, string PasswordHash, string OrganizationId, DateTimeOffset CreatedAt, bool IsDisabled = false)
{
    /// <summary>Index over the address.</summary>
    public const string ByEmail = "email";

    /// <summary>All accounts, by id.</summary>
    public static readonly Collection<AccountDocument> Collection =
        new Collection<AccountDocument>("users", IdentityJson.Default.AccountDocument).WithUniqueIndex(ByEmail, ("email", a => a.Email));

    /// <summary>
    /// Counts what ends all of the person's sessions: another password, another address, logging out everywhere. A session repeats
    /// the stamp it was opened under and is over when the account has another, so that ending them all is one write and also ends
    /// those that are being opened at that moment.
    /// </summary>
    public int Stamp { get; init; }

    /// <summary>Whether nobody ever chose a password: it was opened by an outside provider. A reset gives it one.</summary>
    public bool IsPasswordless { get; init; }
}
