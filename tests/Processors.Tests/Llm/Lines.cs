using System.Collections.Concurrent;

namespace HiveFlow.Processors.Tests.Llm;

/// <summary>A log that keeps what a step wrote.</summary>
internal sealed class Lines : IStepLog
{
    public ConcurrentQueue<string> Outputs { get; } = new();

    public void Write(string level, string message)
    {
    }

    public void Output(string stream, string text) => Outputs.Enqueue($"{stream}: {text}");
}
