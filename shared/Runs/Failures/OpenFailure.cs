using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Failures;

/// <summary>Says that what follows from a run's failure is still to be done; under the run's id, written by the write that ends it.</summary>
/// <param name="OrganizationId">Whose run.</param>
/// <param name="DueAt">When somebody is to see to it.</param>
/// <param name="Tries">How often somebody has.</param>
public sealed record OpenFailure(string OrganizationId, DateTimeOffset DueAt, int Tries)
{
    /// <summary>The longest overdue first.</summary>
    public static readonly Collection<OpenFailure> Collection = new Collection<OpenFailure>("run_failures_open", RunsJson.Default.OpenFailure)
        .WithIndex("due", ("dueAt", open => open.DueAt));
}
