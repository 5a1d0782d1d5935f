namespace HiveFlow.Flows.Expressions;

/// <summary>A text with expressions in it, parsed once and shared.</summary>
internal sealed class Template
{
    private Template(IReadOnlyList<TemplatePart> parts, ExpressionFault? fault)
    {
        Parts = parts;
        Fault = fault;
    }

    public IReadOnlyList<TemplatePart> Parts { get; }

    /// <summary>Why it is none; null for a sound template.</summary>
    public ExpressionFault? Fault { get; }

    /// <summary>The one expression that is the whole text, whose value keeps its type; null otherwise.</summary>
    public FlowExpression? Single => Parts is [{ Expression: { } expression }] ? expression : null;

    public IEnumerable<FlowExpression> Expressions => Parts.Select(part => part.Expression).OfType<FlowExpression>();

    /// <summary>Whether a text could hold an expression at all.</summary>
    public static bool Applies(string text) => text.Contains("{{", StringComparison.Ordinal);

    /// <summary>
    /// Parses a text. An expression ends at the first <c>}}</c> up to which it is whole, so that strings and objects in it may hold
    /// closing braces.
    /// </summary>
    public static Template Parse(string text, ExpressionLimits limits)
    {
        const int mostEnds = 16;
        var parts = new List<TemplatePart>();
        var at = 0;
        while (true)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            if (open < 0)
            {
                AddText(parts, text[at..]);
                return new Template(parts, null);
            }

            AddText(parts, text[at..open]);
            ExpressionFault? first = null;
            FlowExpression? expression = null;
            var end = open + 2;
            for (var tries = 0; tries < mostEnds && expression is null; tries++)
            {
                end = text.IndexOf("}}", end, StringComparison.Ordinal);
                if (end < 0)
                {
                    first ??= new ExpressionFault(open, "The expression has no end: }} is missing.");
                    break;
                }

                var parsed = FlowExpression.Parse(text[(open + 2)..end], open + 2, limits);
                expression = parsed.Expression;
                first ??= parsed.Fault;
                end += expression is null ? 1 : 2;
                if (parsed.Fault is { IsFinal: true })
                {
                    break;
                }
            }

            if (expression is null)
            {
                return new Template([], first);
            }

            parts.Add(new TemplatePart(null, expression));
            at = end;
        }
    }

    private static void AddText(List<TemplatePart> parts, string text)
    {
        if (text.Length > 0)
        {
            parts.Add(new TemplatePart(text, null));
        }
    }
}
