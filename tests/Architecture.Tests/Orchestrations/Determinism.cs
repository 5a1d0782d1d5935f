using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HiveFlow.Architecture.Tests.Orchestrations;

/// <summary>
/// How orchestrators must be written to be right on both hosts: waits for events opened once and raced against timers, timers that can
/// be cancelled, durable awaits alone, nothing of the world but through the context.
/// </summary>
internal static class Determinism
{
    private const string Context = "TaskOrchestrationContext";

    private static readonly HashSet<string> DurableCalls =
        ["CallActivityAsync", "CallSubOrchestratorAsync", "CreateTimer", "WaitForExternalEvent", "WhenAny", "WhenAll"];

    private static readonly HashSet<string> Refused =
    [
        "DateTime", "DateTimeOffset", "TimeProvider", "Stopwatch", "Random", "RandomNumberGenerator", "Environment", "Thread", "ThreadPool", "Parallel",
        "File", "Directory", "HttpClient", "Socket", "Console", "IConfiguration", "IOptions", "ILogger", "ILoggerFactory", "IServiceProvider",
        "TaskCompletionSource", "Channel", "SemaphoreSlim", "PeriodicTimer", "AsyncLocal", "NewGuid", "ConfigureAwait", "ContinueWith", "Yield",
    ];

    private static readonly HashSet<string> RefusedOfTask = ["Run", "Delay", "Factory", "Yield"];

    /// <summary>The files that run inside an orchestrator: those that touch its context.</summary>
    public static IReadOnlyList<Source> OrchestratorsAmong(IEnumerable<Source> sources) =>
        [.. sources.Where(s => s.Root.DescendantNodes().OfType<IdentifierNameSyntax>().Any(i => i.Identifier.Text == Context))];

    public static IEnumerable<string> Findings(IReadOnlyList<Source> orchestrators)
    {
        var own = orchestrators.SelectMany(s => s.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()).Select(m => m.Identifier.Text).ToHashSet();
        return orchestrators.SelectMany(s => OfNames(s).Concat(OfCalls(s)).Concat(OfAwaits(s, own)));
    }

    private static IEnumerable<string> OfNames(Source source) =>
        source.Root.DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(n => Refused.Contains(n.Identifier.Text) || IsRefusedOfTask(n))
            .Where(n => !IsTypeOfData(n) && !IsOfContext(n))
            .Select(n => $"{source.At(n)}: an orchestrator must not use {n.Identifier.Text}; the world comes through its context.");

    private static IEnumerable<string> OfCalls(Source source)
    {
        foreach (var call in source.Root.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            var arguments = call.ArgumentList.Arguments;
            switch (NameOf(call))
            {
                case "WaitForExternalEvent" when arguments.Count > 1:
                    yield return $"{source.At(call)}: a wait with its own timeout loses events; race one wait against timers.";
                    break;
                case "WaitForExternalEvent" when call.Ancestors().Any(a => a is WhileStatementSyntax or ForStatementSyntax or ForEachStatementSyntax or DoStatementSyntax):
                    yield return $"{source.At(call)}: a wait is opened once, not in a loop.";
                    break;
                case "CreateTimer" when arguments.Count < 2 || arguments[1].ToString() is "default" or "CancellationToken.None":
                    yield return $"{source.At(call)}: a timer that can't be cancelled holds completion.";
                    break;
            }
        }
    }

    private static IEnumerable<string> OfAwaits(Source source, HashSet<string> own) =>
        source.Root.DescendantNodes().OfType<AwaitExpressionSyntax>()
            .Where(a => a.Expression is InvocationExpressionSyntax call && !DurableCalls.Contains(NameOf(call)) && !own.Contains(NameOf(call)))
            .Select(a => $"{source.At(a)}: '{a.Expression}' is no durable task.")
            .Concat(source.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
                .Where(m => m.Modifiers.Any(t => t.Text == "async") && m.ReturnType.ToString() == "void")
                .Select(m => $"{source.At(m)}: async void is never awaited."));

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text,
        SimpleNameSyntax name => name.Identifier.Text,
        _ => string.Empty,
    };

    private static bool IsRefusedOfTask(SimpleNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Task" } } access
        && access.Name == name && RefusedOfTask.Contains(name.Identifier.Text);

    /// <summary>An instant may be a value (a parameter, a property); asking the clock for one may not.</summary>
    private static bool IsTypeOfData(SimpleNameSyntax name) =>
        name.Identifier.Text is "DateTime" or "DateTimeOffset"
        && name.Parent is not MemberAccessExpressionSyntax { Name.Identifier.Text: "Now" or "UtcNow" or "Today" };

    private static bool IsOfContext(SimpleNameSyntax name) =>
        name.Identifier.Text is "NewGuid" && name.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "context" or "_context" } };
}
