using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace HiveFlow.Architecture.Tests.Tidy;

/// <summary>Waiting for time to pass, other than on a TimeProvider.</summary>
internal static class Sleeps
{
    /// <summary>Files where a real delay is the very thing that is tested.</summary>
    private static readonly HashSet<string> Allowed = ["tests/Engine.Tests/Runs/ForeignAwaitTests.cs"];

    public static IEnumerable<string> Findings(Source source) =>
        source.Root.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(c => !Allowed.Contains(source.Path))
            .Where(c => c.Expression.ToString() is "Thread.Sleep" or "SpinWait.SpinUntil" || IsRealDelay(c))
            .Select(c => $"{source.At(c)}: '{c}' sleeps; await a signal, or a TimeProvider.");

    private static bool IsRealDelay(InvocationExpressionSyntax call)
    {
        if (call.Expression.ToString() != "Task.Delay")
        {
            return false;
        }

        var arguments = call.ArgumentList.Arguments;
        var isForever = arguments[0].ToString().EndsWith("Infinite", StringComparison.Ordinal) || arguments[0].ToString().EndsWith("InfiniteTimeSpan", StringComparison.Ordinal);
        var takesClock = arguments.Count == 3 || (arguments.Count == 2 && IsClock(arguments[1].ToString()));
        return !isForever && !takesClock;
    }

    private static bool IsClock(string argument) =>
        argument.Contains("clock", StringComparison.OrdinalIgnoreCase) || argument.Contains("time", StringComparison.OrdinalIgnoreCase);
}
