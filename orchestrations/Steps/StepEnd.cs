using HiveFlow.Orchestrations.Loops;
using HiveFlow.Orchestrations.RunFlow;
using HiveFlow.Orchestrations.Subflows;
using HiveFlow.Processors.Agents;

namespace HiveFlow.Orchestrations.Steps;

/// <summary>How one node's try ended.</summary>
/// <param name="Node">Its place.</param>
internal sealed record StepEnd(int Node)
{
    private static readonly Dictionary<string, long> NoUsage = [];

    /// <summary>The output it chose.</summary>
    public string? Branch { get; init; }

    /// <summary>Whether it failed for good.</summary>
    public bool IsFailed { get; init; }

    /// <summary>Whether its run ended while it was at work: nothing of it is recorded.</summary>
    public bool IsOver { get; init; }

    /// <summary>Set when it is not over: it waits for an instant or its next try.</summary>
    public PendingWait? Wait { get; init; }

    /// <summary>Set when it is not over: its body is to be run.</summary>
    public PendingLoop? Loop { get; init; }

    /// <summary>Set when it is not over: another flow is to be run.</summary>
    public PendingRun? Run { get; init; }

    /// <summary>Whether it is not over.</summary>
    public bool IsOpen => Wait is not null || Loop is not null || Run is not null || Tools is not null;

    /// <summary>Whether it waits on as it did, and nothing was recorded.</summary>
    public bool IsUnchanged { get; init; }

    /// <summary>Whether it answers whoever waits for the run.</summary>
    public bool Answered { get; init; }

    /// <summary>Tools to be called before it goes on; null when it is over.</summary>
    public ToolRound? Tools { get; init; }

    /// <summary>What of its use came by this durable step; null for all of it.</summary>
    public IReadOnlyDictionary<string, long>? Fresh { get; init; }

    /// <summary>Its use, by kind.</summary>
    public IReadOnlyDictionary<string, long> Usage { get; init; } = NoUsage;
}
