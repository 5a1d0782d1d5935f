namespace HiveFlow.Flows;

/// <summary>What loops, maps and subflows may do.</summary>
public sealed record LoopLimits
{
    /// <summary>Most items of one loop or map. Default 10,000; 1 to 100,000.</summary>
    public int MaxItems { get; init; } = 10_000;

    /// <summary>Items of a map at work at a time, unless it says otherwise. Default 4; 1 to 100.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>Most items of a map at work at a time. Default 20; 1 to 100.</summary>
    public int MaxParallelism { get; init; } = 20;

    /// <summary>How deep loops can be nested. Default 4; 1 to 8.</summary>
    public int MaxDepth { get; init; } = 4;

    /// <summary>Most steps of a run; beyond, it fails. Default 100,000; 1,000 to 10,000,000.</summary>
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>How deep subflows can call subflows. Default 8; 1 to 32.</summary>
    public int MaxSubflowDepth { get; init; } = 8;
}
