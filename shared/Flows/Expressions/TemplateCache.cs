using System.Collections.Concurrent;

namespace HiveFlow.Flows.Expressions;

/// <summary>Parsed templates by their text, for all runs of a process; emptied when it grows over its bound.</summary>
internal sealed class TemplateCache(ExpressionLimits limits)
{
    private const int MostTemplates = 4_096;
    private const long MostCharacters = 4_000_000;
    private const int LongestCached = 32_000;

    private readonly ConcurrentDictionary<string, Template> templates = new(StringComparer.Ordinal);
    private long characters;

    public Template Get(string text)
    {
        if (templates.TryGetValue(text, out var known))
        {
            return known;
        }

        var template = Template.Parse(text, limits);
        if (text.Length > LongestCached)
        {
            return template;
        }

        if (Interlocked.Add(ref characters, text.Length) > MostCharacters || templates.Count >= MostTemplates)
        {
            templates.Clear();
            Interlocked.Exchange(ref characters, text.Length);
        }

        templates[text] = template;
        return template;
    }
}
