using Microsoft.AspNetCore.Routing.Template;

namespace HiveFlow.Host.Http;

/// <summary>
/// Makes paths that could belong to a route, or to two routes at once: from literals and from values of the forms that
/// constraints ask for.
/// </summary>
internal static class RouteSamples
{
    private static readonly string[] Values =
    [
        "0123456789abcdef01234567", "x", "1", "0", "-1", "true", "1.5", "2026-01-02", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
        "abcdefghij", "a-b_c", new string('a', 43), new string('A', 64), "ABCD-EFGH",
    ];

    /// <summary>A few paths that the route takes.</summary>
    public static IEnumerable<string> Of(HttpRoute route) =>
        Forms(route).SelectMany(form => Enumerable.Range(0, 3).Select(skip => Path(form, form, skip))).OfType<string>().Distinct();

    /// <summary>Paths that both routes take; empty when they are apart.</summary>
    public static IEnumerable<string> Shared(HttpRoute a, HttpRoute b) =>
        from left in Forms(a)
        from right in Forms(b)
        where left.Count == right.Count
        let path = Path(left, right, 0)
        where path is not null && a.Matches(path) && b.Matches(path)
        select path;

    // A route with optional parts or a catch-all has several lengths; each is a form of its own.
    private static IEnumerable<IReadOnlyList<Place>> Forms(HttpRoute route)
    {
        var segments = route.Template.Segments;
        var places = segments.Select(segment => new Place(route, segment.Parts[0])).ToList();
        if (segments.Count == 0 || segments[^1].Parts[0] is not { IsParameter: true } last)
        {
            return [places];
        }

        return last switch
        {
            { IsCatchAll: true } => Enumerable.Range(0, 8).Select(extra => (IReadOnlyList<Place>)
                [.. places.SkipLast(1), .. Enumerable.Repeat(new Place(route, null), extra)]),
            { IsOptional: true } => [places, [.. places.SkipLast(1)]],
            _ => [places],
        };
    }

    private static string? Path(IReadOnlyList<Place> left, IReadOnlyList<Place> right, int skip)
    {
        var parts = new List<string>(left.Count);
        for (var i = 0; i < left.Count; i++)
        {
            var candidates = Candidates(left[i], right[i]).Where(value => left[i].Takes(value) && right[i].Takes(value)).ToList();
            if (candidates.Count == 0)
            {
                return null;
            }

            parts.Add(candidates[Math.Min(skip, candidates.Count - 1)]);
        }

        return "/" + string.Join('/', parts);
    }

    private static string[] Candidates(Place left, Place right) =>
        left.Literal is { } text ? [text] : right.Literal is { } other ? [other] : Values;

    /// <summary>One segment: a literal, a parameter, or (without part) anything.</summary>
    private sealed record Place(HttpRoute Route, TemplatePart? Part)
    {
        public string? Literal => Part is { IsLiteral: true } part ? part.Text : null;

        public bool Takes(string value) => Part switch
        {
            null => true,
            { IsLiteral: true, Text: { } text } => text.Equals(value, StringComparison.OrdinalIgnoreCase),
            { Name: { } name } => Route.Accepts(name, value),
            _ => false,
        };
    }
}
