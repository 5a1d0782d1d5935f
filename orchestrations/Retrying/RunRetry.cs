using HiveFlow.Storage.Documents;

namespace HiveFlow.Orchestrations.Retrying;

/// <summary>A run to be tried again.</summary>
/// <param name="UserId">Who asks; the new run has their rights.</param>
/// <param name="KeyId">Their API key; null for a session.</param>
/// <param name="FromStep">The node to begin with; null begins with what failed or had not ended.</param>
public sealed record RunRetry(string UserId, string? KeyId, string? FromStep)
{
    /// <summary>The flows that the key is bound to; null for all of the organization.</summary>
    public IReadOnlyList<string>? KeyFlows { get; init; }

    /// <summary>Activities of the new run at a time, 1 to 100. Default 20.</summary>
    public int MaxParallel { get; init; } = 20;

    /// <summary>More to write together with the new run, by its id.</summary>
    public Func<string, IReadOnlyList<DocumentWrite>> Alongside { get; init; } = static _ => [];
}
