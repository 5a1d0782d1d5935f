using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// The newest code mailed for one thing to do with an account, and how many were mailed before; one record an address or account, so
/// that asking again and again stores nothing more.
/// </summary>
/// <param name="CodeHash">SHA-256 of the code, which has 128 random bits; empty when it was used, or can do nothing.</param>
/// <param name="UserId">Whose account; null when the address has none.</param>
/// <param name="Email">The new address that it proves; null for a password.</param>
/// <param name="Stamp">The account's stamp then: whatever ends its sessions makes the code worthless.</param>
/// <param name="SentAt">When it was mailed.</param>
/// <param name="Day">The UTC day that is counted.</param>
/// <param name="Count">Mails on that day.</param>
/// <param name="ExpiresAt">When the record no longer matters.</param>
internal sealed record MailedCodeDocument(
    string CodeHash, string? UserId, string? Email, int Stamp, DateTimeOffset SentAt, DateOnly Day, int Count, DateTimeOffset ExpiresAt)
{
    /// <summary>All of them, by the hash of what they are for.</summary>
    public static readonly Collection<MailedCodeDocument> Collection =
        new Collection<MailedCodeDocument>("mailed_codes", AccountsJson.Default.MailedCodeDocument).WithExpiry(c => c.ExpiresAt);
}
