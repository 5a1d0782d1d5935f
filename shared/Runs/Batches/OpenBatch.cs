using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Batches;

/// <summary>Says that somebody has to see to a batch: written with it, removed when all of its runs have ended.</summary>
/// <param name="OrganizationId">Whose; its id is the batch's.</param>
/// <param name="DueAt">When.</param>
public sealed record OpenBatch(string OrganizationId, DateTimeOffset DueAt)
{
    /// <summary>The longest overdue first.</summary>
    public static readonly Collection<OpenBatch> Collection = new Collection<OpenBatch>("run_batches_open", RunsJson.Default.OpenBatch)
        .WithIndex("due", ("dueAt", open => open.DueAt));
}
