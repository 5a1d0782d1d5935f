using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs;

/// <summary>What <see cref="RunStore.CreateAsync"/> gives.</summary>
/// <param name="Run">The run, new or the one that the Idempotency-Key started before.</param>
/// <param name="IsNew">False when the key was known.</param>
public sealed record CreatedRun(Run Run, bool IsNew)
{
    /// <summary>Takes a new run back that could not be begun, together with everything that was written for it.</summary>
    internal IReadOnlyList<DocumentWrite> Undo { get; init; } = [];
}
