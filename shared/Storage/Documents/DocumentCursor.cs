using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace HiveFlow.Storage.Documents;

/// <summary>
/// A cursor's text: base64url of a version, a fingerprint of the query (collection, tenant, index, values, bounds, direction) and
/// the position. It is checked, not signed: a forged one moves within the very same query, whose tenant and values come from the
/// call and never from the cursor.
/// </summary>
internal static class DocumentCursor
{
    public const int FingerprintBytes = 12;

    private const byte Version = 1;
    private const int MostCharacters = 16_000;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Write(ReadOnlySpan<byte> fingerprint, DocumentPosition position)
    {
        var writer = new CursorWriter();
        writer.Raw([Version]);
        writer.Raw(fingerprint);
        foreach (var value in position.Values)
        {
            writer.Add(value);
        }

        writer.Add(position.Id);
        return Base64Url.EncodeToString(writer.Written);
    }

    /// <summary>The position behind a cursor of this query; anything else is an <see cref="InvalidCursorException"/>.</summary>
    public static DocumentPosition Read(ReadOnlySpan<byte> fingerprint, int fields, string cursor)
    {
        if (cursor.Length is 0 or > MostCharacters || !Base64Url.IsValid(cursor))
        {
            throw new InvalidCursorException();
        }

        ReadOnlySpan<byte> bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length < 1 + FingerprintBytes || bytes[0] != Version || !bytes[1..(1 + FingerprintBytes)].SequenceEqual(fingerprint))
        {
            throw new InvalidCursorException();
        }

        bytes = bytes[(1 + FingerprintBytes)..];
        var values = new IndexValue[fields];
        for (var i = 0; i < fields; i++)
        {
            values[i] = Take(ref bytes);
        }

        var id = Take(ref bytes).Text;
        return bytes.IsEmpty && StoredName.IsDocument(id) ? new DocumentPosition(values, id!) : throw new InvalidCursorException();
    }

    private static IndexValue Take(ref ReadOnlySpan<byte> bytes)
    {
        switch (bytes.IsEmpty ? byte.MaxValue : bytes[0])
        {
            case CursorWriter.None:
                bytes = bytes[1..];
                return IndexValue.None;
            case CursorWriter.Number when bytes.Length >= 9:
                var number = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
                bytes = bytes[9..];
                return number == long.MinValue ? throw new InvalidCursorException() : number;
            case CursorWriter.Text when bytes.Length >= 3 && bytes.Length >= 3 + BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]):
                var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
                var text = TextOf(bytes.Slice(3, length));
                bytes = bytes[(3 + length)..];
                return text;
            default:
                throw new InvalidCursorException();
        }
    }

    private static string TextOf(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidCursorException();
        }
    }
}
