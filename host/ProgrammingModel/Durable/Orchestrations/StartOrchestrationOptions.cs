using System.Collections.Immutable;

namespace Microsoft.DurableTask;

/// <summary>How a new instance is started.</summary>
public record StartOrchestrationOptions
{
    /// <param name="InstanceId">
    /// The id, at most 256 characters without <c>/ \ # ?</c>, control characters and a leading <c>@</c>; null: a new one.
    /// </param>
    /// <param name="StartAt">When it starts; null: now.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>Copies every option.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The instance id; null: a new one of 32 hex digits.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When it starts; until then it is Pending. Null: now.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Labels that stand in the instance's metadata.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The version to run; null: the client's default version.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Statuses in which an existing instance of the same id is left alone and the start is refused with
    /// <see cref="global::DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException"/>. Null: the host's default. Name them
    /// whenever the id matters.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
