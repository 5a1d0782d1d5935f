using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Maintenance;

/// <summary>When a job ran and when it is due.</summary>
/// <param name="DueAt">When it is due.</param>
/// <param name="LeasedUntil">Until when the instance that runs it holds it unless it renews that; then it is taken for dead.</param>
/// <param name="EndedAt">When it last ended, well or not.</param>
/// <param name="Failures">How often it failed since it last ended well.</param>
internal sealed record JobRecord(DateTimeOffset DueAt, DateTimeOffset? LeasedUntil, DateTimeOffset? EndedAt, int Failures)
{
    public static readonly Collection<JobRecord> Collection = new("maintenance_jobs", MaintenanceJson.Default.JobRecord);
}
