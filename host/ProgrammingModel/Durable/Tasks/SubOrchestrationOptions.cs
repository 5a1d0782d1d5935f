namespace Microsoft.DurableTask;

/// <summary>How one call of a sub-orchestration is carried out.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <param name="retry">What happens after a failure; null: nothing.</param>
    /// <param name="instanceId">The child's id; null: a new one that replay makes again.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry)
    {
        InstanceId = instanceId;
    }

    /// <summary>Copies the options; without <paramref name="instanceId"/> also the id, where they have one.</summary>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options)
    {
        InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;
    }

    /// <summary>Copies every option.</summary>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options)
    {
        InstanceId = options.InstanceId;
    }

    /// <summary>The child's instance id; a retry uses it again. Null: a new one that replay makes again.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The version to run; null: the worker's default version.</summary>
    public new TaskVersion? Version
    {
        get => base.Version;
        init => base.Version = value;
    }
}
