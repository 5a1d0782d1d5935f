namespace HiveFlow.Flows.Running;

/// <summary>What a run must know of a node besides its edges.</summary>
[Flags]
public enum PlanFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Touches nothing outside, so it may share a durable step with its neighbours.</summary>
    Pure = 1,

    /// <summary>Its output is the run's trigger data.</summary>
    Trigger = 2,

    /// <summary>Gets a durable step of its own.</summary>
    Checkpoint = 4,

    /// <summary>The run starts here.</summary>
    Start = 8,

    /// <summary>The type has outputs to choose from, so that edges without a handle are the common ones.</summary>
    Branching = 16,
}
