namespace HiveFlow.Storage.Documents;

/// <summary>The ends of a write. Outages are exceptions (<see cref="StoreUnavailableException"/>), not outcomes.</summary>
public enum WriteOutcome
{
    /// <summary>Durable.</summary>
    Applied,

    /// <summary>An id or unique index value was taken.</summary>
    Duplicate,

    /// <summary>The document is not of the expected version, is another tenant's, or is missing.</summary>
    VersionMismatch,
}
