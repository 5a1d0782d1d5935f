using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>No interface without a second real implementation, or a reason. The programming model's are the official ones.</summary>
internal static class Interfaces
{
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["ICollectionDefinition"] = "the untyped view of Collection<T>",
        ["IOpenTask"] = "the untyped view of an open task of any result",
        ["IEngineScheduler"] = "the simulation's scheduler, which runs everything in one thread by a seed, is the other one",
        ["IEngineObserver"] = "the named points where crash tests kill; does nothing in the product",
    };

    public static IEnumerable<string> Findings(IReadOnlyCollection<Source> sources)
    {
        var implementations = sources.SelectMany(s => s.Root.DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(t => t is not InterfaceDeclarationSyntax && t.BaseList is not null)
            .SelectMany(t => t.BaseList!.Types.Select(b => NameOf(b.Type)).Distinct())
            .CountBy(name => name)
            .ToDictionary();
        return sources.Where(s => !s.Path.StartsWith("host/ProgrammingModel/", StringComparison.Ordinal))
            .SelectMany(s => s.Root.DescendantNodes().OfType<InterfaceDeclarationSyntax>().Select(i => (Source: s, Interface: i)))
            .Where(i => implementations.GetValueOrDefault(i.Interface.Identifier.Text) < 2 && !Reasons.ContainsKey(i.Interface.Identifier.Text))
            .Select(i => $"{i.Source.At(i.Interface)}: {i.Interface.Identifier.Text} has no second implementation.");
    }

    private static string NameOf(TypeSyntax type) => type switch
    {
        SimpleNameSyntax name => name.Identifier.Text,
        QualifiedNameSyntax name => name.Right.Identifier.Text,
        _ => string.Empty,
    };
}
