using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace HiveFlow.Storage.Documents;

/// <summary>
/// An id of 24 lower-case hex digits with an ObjectId's layout: 4 bytes seconds since 1970 (big-endian), 5 random bytes of
/// this process, 3 bytes of a counter. Ids of one process ascend. A name, never a secret.
/// </summary>
public readonly record struct DocumentId
{
    private static readonly ulong Process = (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) << 9 ^ (ulong)RandomNumberGenerator.GetInt32(int.MaxValue);
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
    private static int counter = RandomNumberGenerator.GetInt32(1 << 24);

    private readonly string? value;

    private DocumentId(string value) => this.value = value;

    /// <summary>A new id at the clock's time.</summary>
    public static DocumentId New(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        Span<byte> bytes = stackalloc byte[12];
        Span<byte> process = stackalloc byte[8];
        Span<byte> count = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)clock.GetUtcNow().ToUnixTimeSeconds());
        BinaryPrimitives.WriteUInt64BigEndian(process, Process);
        process[3..].CopyTo(bytes[4..]);
        BinaryPrimitives.WriteInt32BigEndian(count, Interlocked.Increment(ref counter) & 0xFFFFFF);
        count[1..].CopyTo(bytes[9..]);
        return new DocumentId(Convert.ToHexStringLower(bytes));
    }

    /// <summary>Takes <c>^[a-f0-9]{24}$</c> and nothing else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out DocumentId id)
    {
        id = default;
        if (text is not { Length: 24 } || text.AsSpan().ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        id = new DocumentId(text);
        return true;
    }

    /// <summary>The 24 digits; of the default value, 24 zeros.</summary>
    public override string ToString() => value ?? "000000000000000000000000";
}
