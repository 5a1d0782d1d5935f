using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace HiveFlow.Architecture.Tests;

/// <summary>A C# file: where it lies, its text and its syntax.</summary>
internal sealed record Source(string Path, string Text)
{
    private static readonly CSharpParseOptions Parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Preview);
    private static readonly Lazy<IReadOnlyList<Source>> Tree = new(() => [.. Repository.With(".cs").Select(f => new Source(f, Repository.Read(f)))]);
    private readonly Lazy<SyntaxNode> _root = new(() => CSharpSyntaxTree.ParseText(Text, Parsing).GetRoot());

    /// <summary>Every C# file of the tree.</summary>
    public static IReadOnlyList<Source> All => Tree.Value;

    public static IEnumerable<Source> Product => All.Where(s => Repository.IsProduct(s.Path));

    public SyntaxNode Root => _root.Value;

    public IEnumerable<string> Lines => Text.Split('\n');

    public string At(SyntaxNode node) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
