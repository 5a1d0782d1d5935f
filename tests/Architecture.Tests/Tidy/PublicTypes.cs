using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>One public type a file, named after it; namespaces as folders.</summary>
internal static class PublicTypes
{
    public static IEnumerable<string> Findings(Source source)
    {
        var types = source.Root.DescendantNodes()
            .Where(n => n is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && n.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax)
            .Cast<MemberDeclarationSyntax>()
            .Where(t => t.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(NameOf)
            .Distinct()
            .ToList();
        if (types.Count > 1)
        {
            yield return $"{source.Path} has {types.Count} public types: {string.Join(", ", types)}.";
        }

        var file = Path.GetFileNameWithoutExtension(source.Path);
        if (types is [var only] && !IsNamedAfter(file, only))
        {
            yield return $"{source.Path} holds the public type {only} and is not named after it.";
        }
    }

    /// <summary>A file in <c>shared/X/Y/</c> says <c>namespace HiveFlow.X.Y</c>, one in <c>functions/Y/</c> <c>HiveFlow.Functions.Y</c>.</summary>
    public static IEnumerable<string> OfNamespaces(Source source)
    {
        var folders = source.Path.Split('/')[..^1];
        var expected = folders switch
        {
            ["shared", .. var rest] => string.Join('.', ["HiveFlow", .. rest]),
            ["functions", .. var rest] => string.Join('.', ["HiveFlow", "Functions", .. rest]),
            ["orchestrations", .. var rest] => string.Join('.', ["HiveFlow", "Orchestrations", .. rest]),
            _ => null,
        };
        var declared = source.Root.DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString();
        if (expected is not null && declared is not null && declared != expected)
        {
            yield return $"{source.Path} says namespace {declared}; its folder says {expected}.";
        }
    }

    /// <summary>Generic twins say their parameters (<c>ResultOfT</c>), parts of a type what they hold (<c>Registry.Activities</c>).</summary>
    private static bool IsNamedAfter(string file, string type) =>
        file == type || file.StartsWith(type + "Of", StringComparison.Ordinal) || file.StartsWith(type + ".", StringComparison.Ordinal);

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax t => t.Identifier.Text,
        DelegateDeclarationSyntax d => d.Identifier.Text,
        _ => string.Empty,
    };
}
