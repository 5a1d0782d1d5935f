using System.Text.Json.Serialization;
using HiveFlow.Runs;

namespace HiveFlow.Functions.Runs;

/// <summary>A run as public clients list it under its flow.</summary>
/// <param name="ProcessId">The executionId.</param>
/// <param name="LegacyId">The same under <c>_id</c>.</param>
/// <param name="Status">The run's status.</param>
/// <param name="StartTime">When it was accepted.</param>
/// <param name="EndTime">When it ended.</param>
/// <param name="Duration">Milliseconds from one to the other.</param>
public sealed record ProcessView(
    string ProcessId,
    [property: JsonPropertyName("_id")] string LegacyId,
    string Status,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    long? Duration)
{
    /// <summary>From the stored run.</summary>
    internal static ProcessView Of(Run run) => new(run.Id, run.Id, run.Status, run.CreatedAt, run.EndedAt, RunView.DurationOf(run));
}
