using Microsoft.DurableTask.Client;

namespace HiveFlow.Conformance.Harness;

internal static class MetadataExtensions
{
    /// <summary>How long an instance took, in whole milliseconds: each execution after a continue-as-new begins a tick later.</summary>
    public static TimeSpan Took(this OrchestrationMetadata ended) =>
        TimeSpan.FromMilliseconds(Math.Floor((ended.LastUpdatedAt - ended.CreatedAt).TotalMilliseconds));
}
