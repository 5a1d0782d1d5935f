using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Flows.Expressions;

/// <summary>
/// An expression that is nothing but a path, such as <c>nodes.fetch.output.items[0].name</c>: resolved on the JSON itself, without a
/// script engine. What is not there is null. After <c>nodes.</c> an id may hold hyphens.
/// </summary>
internal sealed class PlainPath
{
    private readonly IReadOnlyList<Segment> segments;

    private PlainPath(string root, IReadOnlyList<Segment> segments)
    {
        Root = root;
        this.segments = segments;
    }

    public string Root { get; }

    /// <summary>The node the path leads through; null when it leads through none, or names all of them.</summary>
    public string? NodeId => Root == "nodes" && segments.Count > 0 ? segments[0].Name : null;

    /// <summary>Whether it names <c>nodes</c> as a whole.</summary>
    public bool NamesAllNodes => Root == "nodes" && NodeId is null;

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out PlainPath? path)
    {
        path = null;
        var rest = text.Trim();
        var length = IdentifierLength(rest, hyphens: false);
        var root = rest[..length].ToString();
        if (!ExpressionScope.Roots.Contains(root))
        {
            return false;
        }

        rest = rest[length..];
        var segments = new List<Segment>();
        while (rest.Length > 0)
        {
            if (!TryTake(ref rest, hyphens: root == "nodes" && segments.Count == 0, out var segment))
            {
                return false;
            }

            segments.Add(segment);
        }

        // "nodes.a-b" alone may as well be a subtraction; only "nodes.a-b.output" can mean nothing else.
        if (segments is [{ HasHyphen: true }] or [{ HasHyphen: true }, { Name: not "output" }, ..])
        {
            return false;
        }

        path = new PlainPath(root, segments);
        return true;
    }

    public JsonElement Resolve(ExpressionScope scope)
    {
        if (Root != "nodes")
        {
            return Walk(scope.Root(Root), 0);
        }

        if (segments.Count == 0)
        {
            return JsonSerializer.SerializeToElement(scope.Outputs.ToDictionary(node => node.Key, node => new { output = node.Value }));
        }

        return segments switch
        {
            [{ Name: { } id }, { Name: "output" }, ..] => Walk(scope.Output(id), 2),
            [{ Name: { } id }] => JsonSerializer.SerializeToElement(new { output = scope.Output(id) }),
            _ => ExpressionScope.Nothing,
        };
    }

    private JsonElement Walk(JsonElement value, int from)
    {
        for (var at = from; at < segments.Count; at++)
        {
            var segment = segments[at];
            if (value.ValueKind == JsonValueKind.Object)
            {
                value = value.TryGetProperty(segment.Name ?? segment.Index.ToString(CultureInfo.InvariantCulture), out var member)
                    ? member
                    : ExpressionScope.Nothing;
            }
            else if (value.ValueKind == JsonValueKind.Array && segment.Name is null)
            {
                value = segment.Index < value.GetArrayLength() ? value[segment.Index] : ExpressionScope.Nothing;
            }
            else if (value.ValueKind == JsonValueKind.String && segment.Name is null)
            {
                var text = JsonTexts.Of(value);
                value = segment.Index < text.Length ? JsonSerializer.SerializeToElement(text[segment.Index].ToString()) : ExpressionScope.Nothing;
            }
            else if (segment.Name == "length" && value.ValueKind is JsonValueKind.Array or JsonValueKind.String)
            {
                value = JsonSerializer.SerializeToElement(
                    value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : JsonTexts.Of(value).Length);
            }
            else
            {
                return ExpressionScope.Nothing;
            }
        }

        return value;
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, bool hyphens, out Segment segment)
    {
        segment = default;
        if (rest[0] == '.')
        {
            var length = IdentifierLength(rest[1..], hyphens);
            var name = rest[1..(1 + length)].ToString();
            segment = new Segment(name, -1, name.Contains('-', StringComparison.Ordinal) || (length > 0 && char.IsAsciiDigit(name[0])));
            rest = rest[(1 + length)..];
            return length > 0;
        }

        var end = rest.IndexOf(']');
        if (rest[0] != '[' || end < 2)
        {
            return false;
        }

        var inner = rest[1..end].Trim();
        rest = rest[(end + 1)..];
        if (inner.Length >= 2 && inner[0] is '"' or '\'' && inner[^1] == inner[0])
        {
            // A name with escapes, quotes or brackets in it is the script engine's business.
            var name = inner[1..^1];
            segment = TryIndex(name, out var written) ? new Segment(null, written, false) : new Segment(name.ToString(), -1, false);
            return name.IndexOfAny("\\\"'\n\r") < 0;
        }

        var isIndex = TryIndex(inner, out var index);
        segment = new Segment(null, index, false);
        return isIndex;
    }

    /// <summary>An index as JavaScript would write it; as a name it means the same.</summary>
    private static bool TryIndex(ReadOnlySpan<char> text, out int index)
    {
        index = 0;
        return text.Length is > 0 and <= 9
            && (text.Length == 1 || text[0] != '0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    private static int IdentifierLength(ReadOnlySpan<char> text, bool hyphens)
    {
        var length = 0;
        while (length < text.Length
            && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or '$' || (hyphens && text[length] == '-'))
            && (length > 0 || hyphens || !char.IsAsciiDigit(text[length])))
        {
            length++;
        }

        return length;
    }

    private readonly record struct Segment(string? Name, int Index, bool HasHyphen);
}
