namespace HiveFlow.Flows.Expressions;

/// <summary>What one evaluation of one expression may cost; beyond any of it, it fails as <c>expression_limit</c>.</summary>
public sealed record ExpressionLimits
{
    /// <summary>Longest expression in characters. Default 4,000; 100 to 20,000.</summary>
    public int MaxLength { get; init; } = 4_000;

    /// <summary>Longest time in milliseconds. Default 1,000; 50 to 10,000.</summary>
    public int TimeoutMs { get; init; } = 1_000;

    /// <summary>Most memory it may allocate, in MiB, garbage included. Default 32; 4 to 48 (the process may grow by 64 MiB at most).</summary>
    public int MemoryMiB { get; init; } = 32;

    /// <summary>Most function calls. Default 200,000; 1,000 to 10,000,000.</summary>
    public int MaxCalls { get; init; } = 200_000;

    /// <summary>Longest string in characters. Default 1,000,000; 1,000 to 2,000,000.</summary>
    public int MaxStringLength { get; init; } = 1_000_000;

    /// <summary>Longest array. Default 100,000; 1,000 to 200,000.</summary>
    public int MaxArrayLength { get; init; } = 100_000;
}
