using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Processors.Agents;
using HiveFlow.Processors.Loops;
using HiveFlow.Processors.Subflows;
using HiveFlow.Processors.Waiting;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Processors;

/// <summary>How a step ended.</summary>
public sealed record StepResult
{
    private static readonly JsonElement Null = JsonDocument.Parse("null").RootElement;
    private static readonly IReadOnlyDictionary<string, long> NoUsage = new Dictionary<string, long>();

    private StepResult()
    {
    }

    /// <summary>The step's output, read by later nodes as <c>nodes.&lt;id&gt;.output</c>.</summary>
    public JsonElement Output { get; private init; } = Null;

    /// <summary>The chosen source handle; null takes every outgoing edge without a handle of an error.</summary>
    public string? Branch { get; init; }

    /// <summary>Set when the step is over only at that instant (a durable timer waits, no thread does).</summary>
    public DateTimeOffset? ResumeAt { get; init; }

    /// <summary>A body to be run for each of some items before the step is over.</summary>
    public LoopRequest? Loop { get; private init; }

    /// <summary>A flow to be run before the step is over.</summary>
    public SubflowRequest? Subflow { get; private init; }
    /// <summary>Set when the step is over only when somebody has answered; then it has no output and no branch yet.</summary>
    public WaitRequest? Wait { get; init; }

    /// <summary>What the run answers a waiting caller (respond node).</summary>
    public RunReply? Reply { get; init; }

    /// <summary>The failure; null on success.</summary>
    public Error? Error { get; private init; }

    /// <summary>Whether another try may help (the node's retry policy decides about tries).</summary>
    public bool IsRetryable { get; init; }

    /// <summary>Countable use by kind (<c>sandbox.ms</c>, <c>http.bytes</c>, …), recorded with the step.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = NoUsage;

    /// <summary>Tools to be called before the node goes on; null when it is over.</summary>
    public ToolRound? Tools { get; init; }

    /// <summary>What it did as parts of the step, to be recorded beside it; free of secrets.</summary>
    public IReadOnlyList<StepPart> Parts { get; init; } = [];

    /// <summary>What of <see cref="Usage"/> this run of the processor has used, where an earlier one has used the rest; null for all of it.</summary>
    public IReadOnlyDictionary<string, long>? Fresh { get; init; }

    /// <summary>The same without secrets in anything it gives out.</summary>
    public StepResult Masked(SecretMask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return mask.IsEmpty ? this : this with
        {
            Output = mask.Apply(Output),
            Branch = Branch is null ? null : mask.Apply(Branch),
            Loop = Loop is { } loop && loop.Items.ValueKind != JsonValueKind.Undefined ? loop with { Items = mask.Apply(loop.Items) } : Loop,
            Subflow = Subflow is { } subflow ? subflow with { Inputs = mask.Apply(subflow.Inputs) } : null,
            Wait = Wait is { } wait ? wait with { Message = wait.Message is null ? null : mask.Apply(wait.Message) } : null,
            Reply = Reply is { } reply
                ? new RunReply(reply.Status, reply.Headers.ToDictionary(h => h.Key, h => mask.Apply(h.Value), StringComparer.OrdinalIgnoreCase), mask.Apply(reply.Body))
                : null,
            Error = Error is { } error
                ? HiveFlow.Errors.Error.Of(error.Code, mask.Apply(error.Message)) with
                {
                    Fields = error.Fields.ToDictionary(f => mask.Apply(f.Key), f => (IReadOnlyList<string>)[.. f.Value.Select(mask.Apply)]),
                    RetryAfter = error.RetryAfter,
                }
                : null,
        };
    }

    /// <summary>A success.</summary>
    public static StepResult Completed(JsonElement output) => new() { Output = output };

    /// <summary>Not over before its body was run for each item.</summary>
    public static StepResult Looping(LoopRequest loop) => new() { Loop = loop };

    /// <summary>Not over before another flow was run.</summary>
    public static StepResult Calling(SubflowRequest subflow) => new() { Subflow = subflow };

    /// <summary>An expected failure; <paramref name="output"/> may carry what is known (an HTTP error's body).</summary>
    public static StepResult Failed(Error error, bool isRetryable = false, JsonElement? output = null) =>
        new() { Error = error, IsRetryable = isRetryable, Output = output ?? Null };
}
