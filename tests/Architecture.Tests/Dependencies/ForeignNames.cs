using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HiveFlow.Architecture.Tests.Dependencies;

/// <summary>Names that only one part of the tree may say. Packages flow through references, so that projects alone don't show it.</summary>
internal static class ForeignNames
{
    private static readonly (string Name, string[] Places)[] Namespaces =
    [
        ("MongoDB", ["shared/Storage/"]),
        ("Microsoft.Data.Sqlite", ["shared/Storage/"]),
        ("Amazon", ["shared/Storage/"]),
        ("StackExchange.Redis", ["shared/Live/", "shared/Metering/", "host/Embedded/"]),
        ("Garnet", ["host/Embedded/"]),
        ("Jint", ["shared/Flows/"]),
        ("MailKit", ["shared/Mail/"]),
    ];

    private static readonly (string Name, string[] Places)[] Types =
    [
        ("HttpClient", ["shared/Outgoing/", "shared/Sandbox/", "shared/Live/WebPubSub/", "host/"]),
        ("IHttpClientFactory", ["shared/Outgoing/", "shared/Sandbox/", "shared/Live/WebPubSub/", "host/"]),
        ("HttpMessageInvoker", ["shared/Outgoing/", "shared/Sandbox/", "host/"]),
        ("SocketsHttpHandler", ["shared/Outgoing/", "shared/Sandbox/", "shared/Live/WebPubSub/", "host/"]),
        ("HttpClientHandler", []),
        ("WebRequest", []),
        ("TcpClient", ["host/"]),
        ("Socket", ["shared/Outgoing/", "shared/Sandbox/", "host/"]),
        ("ClientWebSocket", []),
    ];

    private static readonly string[] SandboxPlaces = ["shared/Sandbox/", "host/LocalSandbox/", "host/Embedded/", "functions/Composition/"];

    public static IEnumerable<string> Findings(Source source)
    {
        var names = source.Root.DescendantNodes().Where(n => n is UsingDirectiveSyntax or QualifiedNameSyntax or MemberAccessExpressionSyntax)
            .Select(n => (Node: n, Text: n is UsingDirectiveSyntax { Name: { } name } ? name.ToString() : n.ToString()));
        foreach (var (node, text) in names)
        {
            foreach (var (name, places) in Namespaces.Where(n => IsBelow(text, n.Name) && !IsIn(source.Path, n.Places)))
            {
                yield return $"{source.At(node)}: {name} belongs to {Describe(places)}.";
            }
        }

        foreach (var identifier in source.Root.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            foreach (var (name, places) in Types.Where(t => t.Name == identifier.Identifier.Text && !IsIn(source.Path, t.Places)))
            {
                yield return $"{source.At(identifier)}: {name} belongs to {Describe(places)}.";
            }

            if (identifier.Identifier.Text.Contains("E2B", StringComparison.Ordinal) && !IsIn(source.Path, SandboxPlaces))
            {
                yield return $"{source.At(identifier)}: only the sandbox knows E2B.";
            }
        }
    }

    /// <summary>Nothing asks which host it is on, outside of the hosts.</summary>
    public static IEnumerable<string> OfHosts(Source source)
    {
        if (source.Path.StartsWith("host/", StringComparison.Ordinal))
        {
            yield break;
        }

        foreach (var directive in source.Root.DescendantTrivia().Where(t => t.IsKind(SyntaxKind.IfDirectiveTrivia)))
        {
            yield return $"{source.Path}:{directive.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: #if outside of host/.";
        }

        if (source.Text.Contains("FunctionsHost", StringComparison.Ordinal))
        {
            yield return $"{source.Path} asks which host it is on.";
        }
    }

    private static bool IsBelow(string text, string name) =>
        text == name || text.StartsWith(name + ".", StringComparison.Ordinal);

    private static bool IsIn(string path, string[] places) => places.Any(p => path.StartsWith(p, StringComparison.Ordinal));

    private static string Describe(string[] places) => places.Length == 0 ? "nobody: use Outgoing" : string.Join(", ", places);
}
