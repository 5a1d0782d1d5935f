using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// Tokens that stand for one use of one file until an instant: base64url of version, use, expiry (seconds since 1970), tenant, key, two
/// texts about it, and an HMAC-SHA256 over all of it, under a key derived for this purpose alone (HKDF, RFC 5869).
/// </summary>
public sealed class FileLinkSigner
{
    /// <summary>Where the host serves files: this path, then the token.</summary>
    public const string Path = "/api/files/signed/";

    /// <summary>Where the host takes parts: this path, then the token.</summary>
    public const string PartsPath = "/api/files/parts/";

    private const byte Version = 2;
    private const int MacBytes = 32;
    private const int HeadBytes = 1 + 1 + 8 + 3;
    private const int MostDetailBytes = 1_024;
    private const int MostTokenCharacters = 2_000;

    private readonly byte[] key;

    /// <summary>Takes the signing key: at least 32 random bytes.</summary>
    public FileLinkSigner(ReadOnlySpan<byte> signingKey)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signingKey.Length, 32, nameof(signingKey));
        key = new byte[MacBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, signingKey, key, [], "hiveflow file link v2"u8);
    }

    /// <summary>A token until an instant.</summary>
    internal string Sign(FileLink link, DateTimeOffset until)
    {
        byte[][] texts =
        [
            Encoding.ASCII.GetBytes(link.Tenant.Key),
            Encoding.ASCII.GetBytes(FileKey.Checked(link.Key)),
            Encoding.ASCII.GetBytes(link.About),
            Encoding.UTF8.GetBytes(link.Detail),
        ];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(texts[3].Length, MostDetailBytes, nameof(link));
        var token = new byte[HeadBytes + texts.Sum(t => t.Length) + MacBytes];
        token[0] = Version;
        token[1] = (byte)link.Use;
        BinaryPrimitives.WriteInt64BigEndian(token.AsSpan(2), until.ToUnixTimeSeconds());
        var at = HeadBytes;
        for (var i = 0; i < texts.Length; i++)
        {
            if (i < 3)
            {
                token[10 + i] = checked((byte)texts[i].Length);
            }

            texts[i].CopyTo(token.AsSpan(at));
            at += texts[i].Length;
        }

        HMACSHA256.HashData(key, token.AsSpan(0, at), token.AsSpan(at));
        return Base64Url.EncodeToString(token);
    }

    /// <summary>What a token stands for; false for one that is not ours, was changed, has expired, or is for another use.</summary>
    internal bool TryVerify(string? token, FileLinkUse use, DateTimeOffset now, [NotNullWhen(true)] out FileLink? link)
    {
        link = null;
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
            || content[1] != (byte)use
            || BinaryPrimitives.ReadInt64BigEndian(content[2..]) <= now.ToUnixTimeSeconds())
        {
            return false;
        }

        link = Read(content, use);
        return link is not null;
    }

    private static FileLink? Read(ReadOnlySpan<byte> content, FileLinkUse use)
    {
        var (folderBytes, keyBytes, aboutBytes) = (content[10], content[11], content[12]);
        var rest = content[HeadBytes..];
        if (rest.Length < folderBytes + keyBytes + aboutBytes)
        {
            return null;
        }

        var folder = Encoding.ASCII.GetString(rest[..folderBytes]);
        var fileKey = Encoding.ASCII.GetString(rest.Slice(folderBytes, keyBytes));
        var about = Encoding.ASCII.GetString(rest.Slice(folderBytes + keyBytes, aboutBytes));
        var detail = Encoding.UTF8.GetString(rest[(folderBytes + keyBytes + aboutBytes)..]);
        Tenant tenant = default;
        if (folder.Length > 0)
        {
            if (!DocumentId.TryParse(folder, out var organization))
            {
                return null;
            }

            tenant = Tenant.Of(organization);
        }

        return FileKey.IsKey(fileKey) ? new FileLink(use, tenant, fileKey, about, detail) : null;
    }
}
