using System.Globalization;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// A route template of the kinds we allow ourselves: literal segments, <c>{name}</c>, <c>{name:length(24)}</c>,
/// <c>{name:int:min(1)}</c> and a last <c>{*name}</c>. Anything else would be routed by rules that nobody here reads.
/// </summary>
public sealed class RoutePath
{
    private readonly Segment[] segments;

    private RoutePath(string template, Segment[] segments)
    {
        Template = template;
        this.segments = segments;
    }

    /// <summary>As written.</summary>
    public string Template { get; }

    /// <summary>The names in braces, in order, each with the length it must have (0 is any) and whether it is a whole number.</summary>
    public IEnumerable<(string Name, int Length, bool IsNumber)> Parameters =>
        segments.Where(s => s.Parameter is not null).Select(s => (s.Parameter!, s.Length, s.IsNumber));

    /// <summary>The path as OpenAPI writes it: <c>/api/flows/{id}</c>.</summary>
    public string OpenApiPath => "/" + string.Join('/', segments.Select(s => s.Parameter is null ? s.Literal : $"{{{s.Parameter}}}"));

    /// <summary>Whether the last segment takes the rest of any path.</summary>
    public bool IsCatchAll => segments.Length > 0 && segments[^1].IsCatchAll;

    /// <summary>Reads a template.</summary>
    /// <exception cref="FormatException">It holds something this type does not know.</exception>
    public static RoutePath Parse(string template)
    {
        ArgumentException.ThrowIfNullOrEmpty(template);
        var parts = template.Split('/');
        return new RoutePath(template, [.. parts.Select((part, i) => ParseSegment(template, part, isLast: i == parts.Length - 1))]);
    }

    /// <summary>Whether a path, with its first <c>/</c>, is one of this route.</summary>
    public bool Matches(string path)
    {
        ArgumentNullException.ThrowIfNull(path);

        // One slash before and one after are the path's own; more are segments without a text, which no route has.
        var rest = path.AsSpan(path.StartsWith('/') ? 1 : 0);
        rest = rest.EndsWith("/") ? rest[..^1] : rest;
        var isOver = false;
        foreach (var segment in segments)
        {
            if (segment.IsCatchAll)
            {
                return true;
            }

            if (isOver)
            {
                return false;
            }

            var slash = rest.IndexOf('/');
            var part = slash < 0 ? rest : rest[..slash];
            if (!segment.Takes(part))
            {
                return false;
            }

            isOver = slash < 0;
            rest = isOver ? [] : rest[(slash + 1)..];
        }

        return isOver;
    }

    /// <summary>What a matching path has in the place of a parameter; null when the route has no such parameter.</summary>
    public string? ValueOf(string name, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var index = Array.FindIndex(segments, s => s.Parameter == name && !s.IsCatchAll);
        var parts = path.TrimStart('/').Split('/');
        return index >= 0 && index < parts.Length ? parts[index] : null;
    }

    private static Segment ParseSegment(string template, string part, bool isLast)
    {
        if (part.StartsWith("{*", StringComparison.Ordinal) && part.EndsWith('}') && isLast)
        {
            return new Segment(string.Empty, part[2..^1]) { IsCatchAll = true };
        }

        if (!part.Contains('{', StringComparison.Ordinal) && !part.Contains('}', StringComparison.Ordinal) && part.Length > 0)
        {
            return new Segment(part, null);
        }

        if (part is not ['{', .., '}'])
        {
            throw new FormatException($"Route '{template}': the segment '{part}' is neither a text nor one parameter.");
        }

        var pieces = part[1..^1].Split(':');
        if (pieces[0].Length == 0 || !pieces[0].All(char.IsAsciiLetterOrDigit))
        {
            throw new FormatException($"Route '{template}': '{pieces[0]}' is no parameter's name.");
        }

        var segment = new Segment(string.Empty, pieces[0]);
        foreach (var constraint in pieces.AsSpan(1))
        {
            segment = constraint switch
            {
                "int" => segment with { IsNumber = true },
                ['l', 'e', 'n', 'g', 't', 'h', '(', .. var length, ')'] => segment with { Length = Number(template, length) },
                ['m', 'i', 'n', '(', .. var min, ')'] => segment with { IsNumber = true, Min = Number(template, min) },
                _ => throw new FormatException($"Route '{template}': the constraint '{constraint}' is not length(n), int or min(n)."),
            };
        }

        return segment;
    }

    private static int Number(string template, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"Route '{template}': '{text}' is no number.");

    private sealed record Segment(string Literal, string? Parameter)
    {
        public int Length { get; init; }

        public bool IsNumber { get; init; }

        public int Min { get; init; } = int.MinValue;

        public bool IsCatchAll { get; init; }

        public bool Takes(ReadOnlySpan<char> part) => Parameter is null
            ? part.Equals(Literal, StringComparison.OrdinalIgnoreCase)
            : part.Length > 0
                && (Length == 0 || part.Length == Length)
                && (!IsNumber || (int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= Min));
    }
}
