using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace HiveFlow.Identity.Passwords;

/// <summary>
/// Passwords known from breaches, in a sorted file that the operator supplies (the form in which Have I Been Pwned publishes them:
/// <c>SHA1:count</c>, one a line). A binary search reads some forty short pieces of it; nothing of it is kept in memory, and no
/// password or part of its hash leaves the machine.
/// </summary>
internal sealed class BreachedPasswords : IDisposable
{
    private const int MinDigits = 16;
    private const int MaxDigits = 2 * SHA1.HashSizeInBytes;
    private const int MaxLine = 128;
    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly SafeFileHandle? file;
    private readonly long length;
    private readonly int digits;

    /// <summary>Opens the file; without one, no password is known.</summary>
    public BreachedPasswords(IOptions<IdentityOptions> options)
    {
        if (options.Value.BreachedPasswordsFile is not { } path)
        {
            return;
        }

        file = File.OpenHandle(path, options: FileOptions.RandomAccess);
        length = RandomAccess.GetLength(file);
        digits = Digits(LineAt(0));
    }

    /// <summary>Null when the file can be searched; else a predicate for its setting.</summary>
    public static string? FaultOf(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            var first = new byte[MaxLine];
            var line = first.AsSpan(0, RandomAccess.Read(handle, first, 0));
            return Digits(line) is >= MinDigits and <= MaxDigits
                ? null
                : $"must have a SHA-1 of {MinDigits} to {MaxDigits} hex digits at the beginning of each line";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return "cannot be read";
        }
    }

    /// <summary>Whether a password is in the file. Reads the disk.</summary>
    /// <exception cref="InvalidDataException">The file has a line that is none.</exception>
    public bool Contains(string password)
    {
        if (file is null)
        {
            return false;
        }

        var wanted = Encoding.ASCII.GetBytes(NameOf(password)).AsSpan(0, digits);
        var (low, high) = (0L, length);
        while (low < high)
        {
            var start = StartOfLine(low, low + ((high - low) / 2));
            var line = LineAt(start);
            var order = Compare(line, wanted);
            if (order == 0)
            {
                return true;
            }

            if (order < 0)
            {
                low = start + line.Length + 1;
            }
            else
            {
                high = start;
            }
        }

        return false;
    }

    /// <summary>What a password stands under in the file: 40 upper-case hex digits.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The published sets are made of SHA-1; it protects nothing here.")]
    internal static string NameOf(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private static int Digits(ReadOnlySpan<byte> line)
    {
        var count = line.IndexOfAnyExcept(HexDigits);
        return count < 0 ? line.Length : count;
    }

    private static int Compare(ReadOnlySpan<byte> line, ReadOnlySpan<byte> wanted)
    {
        for (var i = 0; i < wanted.Length; i++)
        {
            var digit = i >= line.Length ? (byte)0 : line[i] is >= (byte)'a' and <= (byte)'f' ? (byte)(line[i] - 32) : line[i];
            if (digit != wanted[i])
            {
                return digit - wanted[i];
            }
        }

        return 0;
    }

    private long StartOfLine(long low, long at)
    {
        var from = Math.Max(low, at - MaxLine);
        Span<byte> before = stackalloc byte[(int)(at - from)];
        var read = before[..RandomAccess.Read(file!, before, from)];
        var end = read.LastIndexOf((byte)'\n');
        return end >= 0 ? from + end + 1
            : from == low ? low
            : throw new InvalidDataException("The file of breached passwords has a line that is too long.");
    }

    private ReadOnlySpan<byte> LineAt(long start)
    {
        var buffer = new byte[MaxLine];
        var read = buffer.AsSpan(0, RandomAccess.Read(file!, buffer, start));
        var end = read.IndexOf((byte)'\n');
        return end >= 0 ? read[..end] : read;
    }
}
