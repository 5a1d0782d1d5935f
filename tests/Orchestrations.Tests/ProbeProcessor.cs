using System.Collections.Concurrent;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors;

namespace HiveFlow.Orchestrations.Tests;

/// <summary>A node type whose steps the test makes succeed, fail or hang: <c>probe</c>.</summary>
internal sealed class ProbeProcessor : IProcessor
{
    private static readonly ErrorCode Code = new("probe_failed", ErrorKind.Unavailable);

    /// <summary>What a step does; by default it gives its node's id.</summary>
    public Func<StepContext, CancellationToken, Task<StepResult>> Act { get; set; } = (context, _) => Task.FromResult(Ok(context));

    /// <summary>The idempotency keys of all steps, in order.</summary>
    public ConcurrentQueue<string> Keys { get; } = new();

    public NodeType Type { get; } = new()
    {
        Name = "probe",
        Title = "Probe",
        Description = "Does what the test says.",
        Settings = JsonDocument.Parse("""{"type":"object"}""").RootElement,
    };

    public static StepResult Ok(StepContext context) => StepResult.Completed(JsonSerializer.SerializeToElement(context.NodeId));

    public static StepResult Failed(bool isRetryable = true) => StepResult.Failed(Error.Of(Code, "The probe failed."), isRetryable);

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        Keys.Enqueue(context.IdempotencyKey);
        return await Act(context, cancellationToken);
    }
}
