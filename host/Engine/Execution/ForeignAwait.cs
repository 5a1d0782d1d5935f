using HiveFlow.Engine.History;

namespace HiveFlow.Engine.Execution;

/// <summary>What an orchestrator that awaits I/O, a delay or another thread is told, as the Functions host tells it.</summary>
internal static class ForeignAwait
{
    public const string Message =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator " +
        "function's implementation or by middleware that invokes asynchronous code.";

    public static Failure Failure { get; } = new(typeof(InvalidOperationException).ToString(), Message);
}
