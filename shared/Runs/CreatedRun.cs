using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs;

/// <summary>What <see cref="RunStore.CreateAsync"/> gives.</summary>
/// <param name="Run">The run, new or the one that the Idempotency-Key started before.</param>
/// <param name="IsNew">False when the key was known.</param>
public sealed record CreatedRun(Run Run, bool IsNew)
{
    /// <summary>Millicredits that were left when it was made; null when it costs none.</summary>
    public long? CreditsRemaining { get; init; }

    /// <summary>Whether it is queued: others begin it.</summary>
    public bool IsQueued { get; init; }

    /// <summary>When they were held; null when none were.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>Takes a new run back that could not be begun, together with everything that was written for it.</summary>
    internal IReadOnlyList<DocumentWrite> Undo { get; init; } = [];
}
