using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Removal;

/// <summary>
/// A run that was deleted and of which something may be left; under the run's id, written together with the deletion and gone when nothing
/// is left, so that no crash leaves anything behind. It holds nothing but ids and times.
/// </summary>
/// <param name="OrganizationId">Whose it was.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="DueAt">When it is to be cleared, once more if need be.</param>
/// <param name="KnownUntil">
/// Until when whoever recorded its id before may ask for it again, and must not get it a second time; null for a run with an id of its own.
/// </param>
public sealed record RemovedRun(string OrganizationId, DateTimeOffset EndedAt, DateTimeOffset DueAt, DateTimeOffset? KnownUntil = null)
{
    /// <summary>Those that are due, over all organizations.</summary>
    public static readonly Collection<RemovedRun> Collection = new Collection<RemovedRun>("removed_runs", RunsJson.Default.RemovedRun)
        .WithIndex("due", ("dueAt", removed => removed.DueAt));
}
