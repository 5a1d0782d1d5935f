using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// An API key as its owner holds it: <c>hf_&lt;id&gt;_&lt;secret&gt;</c>, <c>^hf_[a-f0-9]{24}_[A-Za-z0-9]{36}$</c>. The secret is 30
/// random characters (178 bits) and 6 of a checksum over all before, the first 32 bits of its SHA-256 in base 62: a mistyped or
/// invented key is known as such before anything slow is done, and scanners can tell a real one.
/// </summary>
internal readonly ref struct ApiKeyText
{
    /// <summary>What every key begins with.</summary>
    public const string Prefix = "hf_";

    private const int IdLength = 24;
    private const int RandomLength = 30;
    private const int ChecksumLength = 6;
    private const int SecretStart = 3 + IdLength + 1;
    private const int ChecksumStart = SecretStart + RandomLength;
    private const int Length = ChecksumStart + ChecksumLength;
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create(Base62);

    private ApiKeyText(ReadOnlySpan<char> id, ReadOnlySpan<char> secret)
    {
        Id = id;
        Secret = secret;
    }

    /// <summary>The id of the record.</summary>
    public ReadOnlySpan<char> Id { get; }

    /// <summary>The secret with its checksum.</summary>
    public ReadOnlySpan<char> Secret { get; }

    /// <summary>A new key for a record.</summary>
    public static string Create(DocumentId id)
    {
        var text = $"{Prefix}{id}_{RandomNumberGenerator.GetString(Base62, RandomLength)}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text, checksum);
        return string.Concat(text, checksum);
    }

    /// <summary>Whether a text is a key of the right form with the right checksum; says nothing about whether it is valid.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ApiKeyText key)
    {
        key = default;
        if (text.Length != Length || !text.StartsWith(Prefix) || text[SecretStart - 1] != '_')
        {
            return false;
        }

        var id = text.Slice(Prefix.Length, IdLength);
        var secret = text[SecretStart..];
        if (id.ContainsAnyExcept(HexDigits) || secret.ContainsAnyExcept(SecretCharacters))
        {
            return false;
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(text[..ChecksumStart], checksum);
        if (!text[ChecksumStart..].SequenceEqual(checksum))
        {
            return false;
        }

        key = new ApiKeyText(id, secret);
        return true;
    }

    private static void WriteChecksum(ReadOnlySpan<char> text, Span<char> checksum)
    {
        Span<byte> ascii = stackalloc byte[ChecksumStart];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(ascii[..Encoding.ASCII.GetBytes(text, ascii)], hash);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash);
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Base62[(int)(number % 62)];
            number /= 62;
        }
    }
}
