using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// Tokens that stand for the right to read one file until an instant: base64url of version, expiry (seconds since 1970), tenant, key
/// and an HMAC-SHA256 over all of it, under a key derived for this purpose alone (HKDF, RFC 5869).
/// </summary>
public sealed class FileLinkSigner
{
    /// <summary>Where the host serves tokens: this path, then the token.</summary>
    public const string Path = "/api/files/signed/";

    private const byte Version = 1;
    private const int MacBytes = 32;
    private const int HeadBytes = 1 + 8 + 1;
    private const int MostTokenCharacters = 600;

    private readonly byte[] key;

    /// <summary>Takes the signing key: at least 32 random bytes.</summary>
    public FileLinkSigner(ReadOnlySpan<byte> signingKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signingKey.Length, 32, nameof(signingKey));
        key = new byte[MacBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, signingKey, key, [], "hiveflow file link v1"u8);
    }

    /// <summary>A token for a file until an instant.</summary>
    public string Sign(Tenant tenant, string fileKey, DateTimeOffset until)
    {
        var folder = Encoding.ASCII.GetBytes(tenant.Key);
        var name = Encoding.ASCII.GetBytes(FileKey.Checked(fileKey));
        var token = new byte[HeadBytes + folder.Length + name.Length + MacBytes];
        token[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(1), until.ToUnixTimeSeconds());
        token[9] = (byte)folder.Length;
        folder.CopyTo(token.AsSpan(HeadBytes));
        name.CopyTo(token.AsSpan(HeadBytes + folder.Length));
        HMACSHA256.HashData(key, token.AsSpan(0, token.Length - MacBytes), token.AsSpan(token.Length - MacBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whose file a token stands for; false for one that is not ours, was changed, or has expired.</summary>
    public bool TryVerify(string? token, DateTimeOffset now, out Tenant tenant, [NotNullWhen(true)] out string? fileKey)
    {
        tenant = default;
        fileKey = null;
        if (token is not { Length: > 0 and <= MostTokenCharacters } || !Base64Url.IsValid(token))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= HeadBytes + MacBytes)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[MacBytes];
        var content = bytes[..^MacBytes];
        HMACSHA256.HashData(key, content, mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[^MacBytes..])
            || content[0] != Version
            || BinaryPrimitives.ReadInt64BigEndian(content[1..]) <= now.ToUnixTimeSeconds())
        {
            return false;
        }

        var folder = Encoding.ASCII.GetString(content.Slice(HeadBytes, content[9]));
        if (folder.Length > 0)
        {
            if (!DocumentId.TryParse(folder, out var organization))
            {
                return false;
            }

            tenant = Tenant.Of(organization);
        }

        fileKey = Encoding.ASCII.GetString(content[(HeadBytes + content[9])..]);
        return FileKey.IsKey(fileKey);
    }
}
