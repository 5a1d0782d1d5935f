using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Storage.Files;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// The first 256 bytes of a stored file: magic, content length, SHA-256 of the content, media type. In the file itself, so that one
/// rename replaces content and what is known of it at once.
/// </summary>
internal static class DiskFileHeader
{
    public const int Bytes = 256;

    private const int LengthAt = 8;
    private const int HashAt = LengthAt + 8;
    private const int TypeLengthAt = HashAt + SHA256.HashSizeInBytes;
    private const int TypeAt = TypeLengthAt + 1;

    private static ReadOnlySpan<byte> Magic => "HFFILE1\n"u8;

    public static byte[] Write(long length, ReadOnlySpan<byte> hash, string contentType)
    {
        var header = new byte[Bytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(LengthAt), length);
        hash.CopyTo(header.AsSpan(HashAt));
        header[TypeLengthAt] = (byte)Encoding.ASCII.GetBytes(contentType, header.AsSpan(TypeAt));
        return header;
    }

    /// <summary>What the header says; null when it is none, or when the file is not as long as it says.</summary>
    public static StoredFile? Read(string key, ReadOnlySpan<byte> header, long fileLength)
    {
        if (header.Length != Bytes || !header.StartsWith(Magic) || header[TypeLengthAt] > Bytes - TypeAt)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt64BigEndian(header[LengthAt..]);
        return length == fileLength - Bytes
            ? new StoredFile(key, length, Encoding.ASCII.GetString(header.Slice(TypeAt, header[TypeLengthAt])), ETag(
                header.Slice(HashAt, SHA256.HashSizeInBytes)))
            : null;
    }

    public static string ETag(ReadOnlySpan<byte> hash) => Convert.ToHexStringLower(hash[..16]);
}
