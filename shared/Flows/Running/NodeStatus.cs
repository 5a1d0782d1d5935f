namespace HiveFlow.Flows.Running;

/// <summary>Where a node of a run stands. Everything from <see cref="Completed"/> on is settled and never changes again.</summary>
public enum NodeStatus
{
    /// <summary>Waits for its incoming edges.</summary>
    Pending,

    /// <summary>May start now.</summary>
    Ready,

    /// <summary>Started.</summary>
    Running,

    /// <summary>Started, and waits for a time, an event or its next try.</summary>
    Waiting,

    /// <summary>Over, with an output.</summary>
    Completed,

    /// <summary>Over, without success; the node's <c>onError</c> decided what came of it.</summary>
    Failed,

    /// <summary>Will not run: no edge to it was taken, or the run failed before.</summary>
    Skipped,
}
