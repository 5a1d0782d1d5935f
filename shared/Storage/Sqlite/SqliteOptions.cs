namespace HiveFlow.Storage.Sqlite;

/// <summary>Settings of the embedded database.</summary>
public sealed record SqliteOptions
{
    /// <summary>The database file; its folder must exist.</summary>
    public required string Path { get; init; }

    /// <summary>Batches waiting for the writer before submitters wait (back-pressure). Default 10,000; 100 to 1,000,000.</summary>
    public int QueueCapacity { get; init; } = 10_000;

    /// <summary>Batches in one transaction at most. Default 1,000; 1 to 10,000.</summary>
    public int MaxGroup { get; init; } = 1_000;

    /// <summary>Pooled connections for reading. Default 4; 1 to 64.</summary>
    public int Readers { get; init; } = 4;

    /// <summary>Pages in the WAL before a checkpoint. Default 1,000.</summary>
    public int CheckpointPages { get; init; } = 1_000;
}
