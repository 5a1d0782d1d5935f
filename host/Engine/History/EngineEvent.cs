namespace HiveFlow.Engine.History;

/// <summary>One thing that happened to an instance, in its history or on its way there.</summary>
internal sealed class EngineEvent
{
    public required EventKind Kind { get; init; }

    /// <summary>The action this answers; of no meaning for events that answer none.</summary>
    public int TaskId { get; init; }

    /// <summary>The name of an external event.</summary>
    public string? Name { get; init; }

    /// <summary>Serialized input, result, payload, reason or output.</summary>
    public string? Payload { get; init; }

    public Failure? Failure { get; init; }

    /// <summary>For a termination: the instances it started end too.</summary>
    public bool Recursive { get; init; }

    /// <summary>For a start: not before this time, UTC ticks; 0: at once.</summary>
    public long Due { get; init; }

    /// <summary>An event that the execution before left over: it comes before those that have come since.</summary>
    public bool IsCarried { get; init; }

    /// <summary>Its row among the messages, deleted by the turn that takes it; 0 when it was never one.</summary>
    public long MessageId { get; init; }

    public static EngineEvent Started(string? input, long due = 0) => new() { Kind = EventKind.Started, Payload = input, Due = due };

    public static EngineEvent ActivityCompleted(int taskId, string? result) =>
        new() { Kind = EventKind.ActivityCompleted, TaskId = taskId, Payload = result };

    public static EngineEvent ActivityFailed(int taskId, Failure failure) =>
        new() { Kind = EventKind.ActivityFailed, TaskId = taskId, Failure = failure };

    public static EngineEvent TimerFired(int taskId) => new() { Kind = EventKind.TimerFired, TaskId = taskId };

    public static EngineEvent ChildCompleted(int taskId, string? result) =>
        new() { Kind = EventKind.ChildCompleted, TaskId = taskId, Payload = result };

    public static EngineEvent ChildFailed(int taskId, Failure failure) =>
        new() { Kind = EventKind.ChildFailed, TaskId = taskId, Failure = failure };

    public static EngineEvent Raised(string name, string? payload) => new() { Kind = EventKind.Raised, Name = name, Payload = payload };

    public static EngineEvent Carried(string name, string? payload) =>
        new() { Kind = EventKind.Raised, Name = name, Payload = payload, IsCarried = true };

    public static EngineEvent Suspended(string? reason) => new() { Kind = EventKind.Suspended, Payload = reason };

    public static EngineEvent Resumed(string? reason) => new() { Kind = EventKind.Resumed, Payload = reason };

    public static EngineEvent Terminated(string? output, bool recursive) =>
        new() { Kind = EventKind.Terminated, Payload = output, Recursive = recursive };

    public static EngineEvent Aborted(Failure failure) => new() { Kind = EventKind.Aborted, Failure = failure };

    public EngineEvent WithMessageId(long messageId) => new()
    {
        Kind = Kind,
        TaskId = TaskId,
        Name = Name,
        Payload = Payload,
        Failure = Failure,
        Recursive = Recursive,
        Due = Due,
        IsCarried = IsCarried,
        MessageId = messageId,
    };
}
