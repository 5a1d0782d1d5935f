namespace HiveFlow.Storage.Documents;

/// <summary>How an atomic set of writes ended: all of it, or nothing of it.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="FailedIndex">The position of the write that stopped it; -1 when applied.</param>
/// <param name="IndexName">The unique index that was violated (<c>id</c> for the id itself); null otherwise.</param>
public readonly record struct WriteResult(WriteOutcome Outcome, int FailedIndex = -1, string? IndexName = null)
{
    /// <summary>Whether everything was written.</summary>
    public bool IsApplied => Outcome == WriteOutcome.Applied;

    /// <summary>Whether it was a <see cref="DocumentWrite.Check"/> that stopped it.</summary>
    /// <param name="writes">The set.</param>
    public bool IsUnmet(IReadOnlyList<DocumentWrite> writes)
    {
        ArgumentNullException.ThrowIfNull(writes);
        return FailedIndex >= 0 && writes[FailedIndex].Kind == DocumentWriteKind.Check;
    }
}
