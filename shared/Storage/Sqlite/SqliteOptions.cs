namespace HiveFlow.Storage.Sqlite;

/// <summary>Settings of the embedded database.</summary>
public sealed record SqliteOptions
{
    /// <summary>The database file; its folder must exist. A missing file is created readable by its owner alone.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// Batches waiting for the writer before submitters wait (back-pressure). Default 10,000; 100 to 1,000,000. Beyond eight times
    /// as many, batches that are not retained are refused with StoreUnavailableException.
    /// </summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>Batches in one transaction at most. Default 1,000; 1 to 10,000.</summary>
    public int MaxGroup { get; init; } = 1_000;

    /// <summary>Pooled connections for reading. Default 4; 1 to 64.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Pages written to the WAL before a checkpoint. Default 1,000; 100 to 100,000.</summary>
    public int CheckpointPages { get; init; } = 1_000;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path);
        InRange(QueueCapacity, 100, 1_000_000, nameof(QueueCapacity));
        InRange(MaxGroup, 1, 10_000, nameof(MaxGroup));
        InRange(Readers, 1, 64, nameof(Readers));
        InRange(CheckpointPages, 100, 100_000, nameof(CheckpointPages));
    }

    private static void InRange(int value, int least, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
