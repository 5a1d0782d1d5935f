using System.Collections.Immutable;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>What is known about an instance at one moment.</summary>
/// <param name="name">The orchestrator's name.</param>
/// <param name="instanceId">The instance id.</param>
public sealed class OrchestrationMetadata(string name, string instanceId)
{
    /// <summary>The orchestrator's name.</summary>
    public string Name { get; } = name;

    /// <summary>The instance id.</summary>
    public string InstanceId { get; } = instanceId;

    /// <summary>What reads the serialized values; null: they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>The status.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When the instance was started; for a restarted id, the last time.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the instance changed last.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input as stored; null: none, or not asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output as stored; null: none yet, or not asked for.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status as stored; null: none, or not asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>The labels the instance was started with.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>How the instance failed; null: it didn't, or inputs and outputs were not asked for.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>Whether the status is Running.</summary>
    public bool IsRunning => RuntimeStatus is OrchestrationRuntimeStatus.Running;

    /// <summary>Whether the instance has ended: completed, failed or terminated.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>The input.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>The output.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>The custom status.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for.</exception>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <summary>The instance on one line, long values cut.</summary>
    public override string ToString()
    {
        StringBuilder text = new($"[Name: '{Name}', ID: '{InstanceId}', RuntimeStatus: {RuntimeStatus}");
        text.Append(null, $", CreatedAt: {CreatedAt:s}, LastUpdatedAt: {LastUpdatedAt:s}");
        AppendIfSet(text, "Input", SerializedInput);
        AppendIfSet(text, "Output", SerializedOutput);
        AppendIfSet(text, "FailureDetails", FailureDetails is { } failure ? $"{failure.ErrorType} - {failure.ErrorMessage}" : null);
        return text.Append(']').ToString();
    }

    private static void AppendIfSet(StringBuilder text, string name, string? value)
    {
        const int longest = 50;
        if (value is not null)
        {
            text.Append(null, $", {name}: '{(value.Length > longest ? value[..longest] + "..." : value)}'");
        }
    }

    private T? Read<T>(string? data) => DataConverter is { } converter
        ? converter.Deserialize<T>(data)
        : throw new InvalidOperationException("The instance was read without inputs and outputs: ask for them.");
}
