using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using HiveFlow.Errors;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The strictness that a typed contract cannot give, because it does not look into what it keeps or skips: UTF-8 only, depth at
/// most 32, no name twice in one object at any level (RFC 8259 leaves that open, readers differ), no number beyond a double, no
/// half surrogate pairs.
/// </summary>
internal static class JsonScan
{
    /// <summary>Deepest nesting taken.</summary>
    public const int MaxDepth = 32;

    // Above this many digits a number may be infinite without an exponent.
    private const int SafeDigits = 300;

    /// <summary>Null when the text is one well-formed JSON value; else what is wrong, with the field named.</summary>
    public static Error? Check(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span))
        {
            return RequestErrors.Malformed("The body is not UTF-8.");
        }

        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MaxDepth });
        var names = new HashSet<NameInObject>();
        Span<int> objects = stackalloc int[MaxDepth + 1];
        var count = 0;
        try
        {
            while (reader.Read())
            {
                var fault = reader.TokenType switch
                {
                    JsonTokenType.StartObject => Enter(objects, reader.CurrentDepth, ++count),
                    JsonTokenType.PropertyName => CheckName(ref reader, json, names, objects[reader.CurrentDepth - 1]),
                    JsonTokenType.String => reader.ValueIsEscaped && !IsText(ref reader) ? "holds half of a surrogate pair" : null,
                    JsonTokenType.Number => IsFinite(ref reader) ? null : "is a number beyond the range of a double",
                    _ => null,
                };
                if (fault is not null)
                {
                    return Fault(JsonPath.At(json.Span, reader.TokenStartIndex), fault);
                }
            }
        }
        catch (JsonException e)
        {
            return RequestErrors.Malformed($"The body is no JSON that is taken here (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}; depth at most {MaxDepth}).");
        }

        return null;
    }

    /// <summary>A 400 about one field, or about the whole body when the path is empty.</summary>
    public static Error Fault(string path, string predicate) => path.Length == 0
        ? RequestErrors.Malformed($"The body {predicate}.")
        : RequestErrors.Malformed(path, $"{path} {predicate}.");

    private static string? Enter(Span<int> objects, int depth, int number)
    {
        objects[depth] = number;
        return null;
    }

    private static string? CheckName(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, HashSet<NameInObject> names, int owner)
    {
        ReadOnlyMemory<byte> name;
        if (!reader.ValueIsEscaped)
        {
            name = json.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        }
        else if (IsText(ref reader))
        {
            var unescaped = new byte[reader.ValueSpan.Length];
            name = unescaped.AsMemory(0, reader.CopyString(unescaped));
        }
        else
        {
            return "has a name with half of a surrogate pair";
        }

        return names.Add(new NameInObject(owner, name)) ? null : "stands twice in its object";
    }

    private static bool IsText(ref Utf8JsonReader reader)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(buffer);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static bool IsFinite(ref Utf8JsonReader reader) =>
        (reader.ValueSpan.Length < SafeDigits && !reader.ValueSpan.ContainsAny((byte)'e', (byte)'E'))
        || (reader.TryGetDouble(out var number) && double.IsFinite(number));

    private readonly record struct NameInObject(int Owner, ReadOnlyMemory<byte> Name)
    {
        public bool Equals(NameInObject other) => Owner == other.Owner && Name.Span.SequenceEqual(other.Name.Span);

        public override int GetHashCode()
        {
            // HashCode is seeded per process, so that nobody can make names collide on purpose.
            var hash = default(HashCode);
            hash.Add(Owner);
            hash.AddBytes(Name.Span);
            return hash.ToHashCode();
        }
    }
}
