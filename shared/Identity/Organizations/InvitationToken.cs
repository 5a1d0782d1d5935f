using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>
/// What accepts an invitation: <c>inv_&lt;organization&gt;_&lt;secret&gt;</c>, the secret 256 random bits in base64url. The organization stands
/// in it so that nothing is ever looked for across organizations; only the hash of the whole is stored.
/// </summary>
internal readonly record struct InvitationToken(DocumentId Organization, string Hash)
{
    private const string Prefix = "inv_";
    private const int SecretBytes = 32;
    private const int Length = 4 + 24 + 1 + 43;

    /// <summary>A new one.</summary>
    public static string Create(DocumentId organization) =>
        $"{Prefix}{organization}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>Reads one; false for any other text.</summary>
    public static bool TryParse(string text, out InvitationToken token)
    {
        token = default;
        if (text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal) || text[28] != '_' || !DocumentId.TryParse(text[4..28], out var organization))
        {
            return false;
        }

        token = new InvitationToken(organization, HashOf(text));
        return true;
    }

    /// <summary>What is stored of it.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
