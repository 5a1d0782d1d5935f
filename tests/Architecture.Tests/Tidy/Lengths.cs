using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>How long files and methods may be.</summary>
internal static class Lengths
{
    public const int MostLines = 400;
    public const int MostOften = 220;
    public const int MostMedian = 60;
    public const int MostInMethod = 75;

    /// <summary>Files that are longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> Allowed = new(StringComparer.Ordinal);

    public static IEnumerable<string> OfFiles(IEnumerable<(string Path, int Lines)> files) =>
        files.Where(f => f.Lines > MostLines && !Allowed.ContainsKey(f.Path)).Select(f => $"{f.Path} has {f.Lines} lines; {MostLines} is the most.");

    public static IEnumerable<string> OfMost(IReadOnlyList<int> lines)
    {
        var sorted = lines.Order().ToList();
        var (median, ninety) = (sorted[sorted.Count / 2], sorted[sorted.Count * 9 / 10]);
        if (median > MostMedian)
        {
            yield return $"The median file has {median} lines; {MostMedian} is the most.";
        }

        if (ninety > MostOften)
        {
            yield return $"One file in ten has more than {ninety} lines; {MostOften} is the most.";
        }
    }

    public static IEnumerable<string> OfMethods(Source source) =>
        source.Root.DescendantNodes().Where(n => n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax)
            .Select(n => (Node: n, Lines: n.GetText().Lines.Count(l => l.ToString().Trim() is { Length: > 0 } text && !text.StartsWith("//", StringComparison.Ordinal))))
            .Where(m => m.Lines > MostInMethod)
            .Select(m => $"{source.At(m.Node)}: a method of {m.Lines} lines; {MostInMethod} is the most.");

    /// <summary>Entries of the list that are no longer needed.</summary>
    public static IEnumerable<string> OfAllowList(IReadOnlyDictionary<string, int> lines) =>
        Allowed.Keys.Where(f => !lines.TryGetValue(f, out var count) || count <= MostLines).Select(f => $"{f} needs no exception any more.");
}
