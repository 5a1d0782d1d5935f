namespace HiveFlow.Runs.Batches;

/// <summary>Bounds of batches. Section <c>HiveFlow:Batch</c>.</summary>
public sealed record BatchOptions
{
    /// <summary>The most inputs of one batch. Default 1,000; 1 to 1,000.</summary>
    public int MaxInputs { get; set; } = 1_000;

    /// <summary>Batches of one organization that start their runs at a time. Default 20; 1 to 1,000.</summary>
    public int MaxStarting { get; set; } = 20;

    /// <summary>After how long what could not be started is given up. Default 1 day; 1 hour to 30 days.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(1);
}
