using System.Buffers.Binary;
using System.Text;

namespace HiveFlow.Vault.Encryption;

/// <summary>
/// Where a secret is stored. It is authenticated with the value (AAD), so that a ciphertext moved to another organization, record or field
/// can't be decrypted there.
/// </summary>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Record">The collection and id of the document, such as <c>credentials/0123…</c>.</param>
/// <param name="Field">Its field.</param>
public readonly record struct SecretPlace(string OrganizationId, string Record, string Field)
{
    private const string Purpose = "HiveFlow vault";

    /// <summary>Each part with its length ahead, so that no two places have the same bytes.</summary>
    internal byte[] AssociatedData(string header)
    {
        string[] parts = [Purpose, header, OrganizationId, Record, Field];
        var bytes = new byte[parts.Sum(part => 4 + Encoding.UTF8.GetByteCount(part))];
        var rest = bytes.AsSpan();
        foreach (var part in parts)
        {
            var length = Encoding.UTF8.GetBytes(part, rest[4..]);
            BinaryPrimitives.WriteInt32BigEndian(rest, length);
            rest = rest[(4 + length)..];
        }

        return bytes;
    }
}
