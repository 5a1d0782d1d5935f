using System.Text;

namespace HiveFlow.Architecture.Tests.ProgrammingModel;

/// <summary>
/// docs/azure/programming-model.md: each type of our own programming model with its official source, who uses it, and its members. Sources
/// are written by hand and kept; the rest is made from the code.
/// </summary>
internal static class ModelList
{
    public const string Path = "docs/azure/programming-model.md";
    private const string Heading = "### ";
    private const string SourceLabel = "Source: ";
    private const string UsedLabel = "Used: ";

    private static readonly string[] Users = ["functions/", "orchestrations/", "host/Embedded/", "host/Engine/", "tests/Conformance/", "tests/Compatibility/"];

    private static readonly List<(string Path, string Text)> Sources =
        [.. Repository.With(".cs").Where(f => Users.Any(u => f.StartsWith(u, StringComparison.Ordinal))).Select(f => (f, Repository.Read(f)))];

    /// <summary>The public types of our own model, in the order of the list.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. typeof(Microsoft.DurableTask.TaskOrchestrationContext).Assembly.GetExportedTypes()
            .OrderBy(t => t.Namespace, StringComparer.Ordinal).ThenBy(t => t.FullName, StringComparer.Ordinal),
    ];

    /// <summary>The official source of each type that the text names one for.</summary>
    public static IReadOnlyDictionary<string, string> SourcesIn(string text)
    {
        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        string? type = null;
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                type = line[Heading.Length..].Trim();
            }
            else if (type is not null && line.StartsWith(SourceLabel, StringComparison.Ordinal))
            {
                sources[type] = line[SourceLabel.Length..].Trim();
            }
        }

        return sources;
    }

    /// <summary>The list as the code has it; what stands before the first type is kept from the text.</summary>
    public static string Write(string text)
    {
        var sources = SourcesIn(text);
        var first = text.IndexOf("\n## ", StringComparison.Ordinal);
        var made = new StringBuilder(first < 0 ? text.TrimEnd() + "\n" : text[..(first + 1)]);
        string? space = null;
        foreach (var type in Types)
        {
            if (type.Namespace != space)
            {
                space = type.Namespace;
                made.Append(space is null ? "" : $"{(made[^1] == '\n' && made[^2] == '\n' ? "" : "\n")}## {space}\n");
            }

            made.Append($"\n{Heading}{NameOf(type)}\n\n{SourceLabel}{sources.GetValueOrDefault(NameOf(type), "?")}\n{UsedLabel}{UseOf(type)}\n");
            var members = MemberLines.Of(type);
            made.Append(members.Count == 0 ? "" : $"\n{string.Join('\n', members.Select(m => $"- `{m}`"))}\n");
        }

        return made.ToString();
    }

    /// <summary>The type's name with its namespace, as a heading writes it.</summary>
    public static string NameOf(Type type) => type.FullName!.Replace('+', '.');

    private static string UseOf(Type type)
    {
        var name = MemberLines.ShortName(type);
        var asAttribute = name.EndsWith("Attribute", StringComparison.Ordinal) ? name[..^"Attribute".Length] : name;
        var folders = Sources
            .Where(s => Contains(s.Text, name) || Contains(s.Text, asAttribute))
            .Select(s => s.Path.StartsWith("tests/", StringComparison.Ordinal) ? "conformance" : string.Join('/', s.Path.Split('/').Take(s.Path.StartsWith("host/", StringComparison.Ordinal) ? 2 : 1)))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return folders.Count == 0 ? "as part of the members above or below" : string.Join(", ", folders);
    }

    private static bool Contains(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            if ((at == 0 || !IsPart(text[at - 1])) && (at + word.Length == text.Length || !IsPart(text[at + word.Length])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPart(char c) => char.IsLetterOrDigit(c) || c == '_';
}
