namespace HiveFlow.Functions.Runs;

/// <summary>Tries an ended run again.</summary>
public sealed record RetryRequest
{
    /// <summary>The node to begin with; what comes after it runs again too. Without it, what failed or had not ended.</summary>
    public string? FromStep { get; init; }
}
