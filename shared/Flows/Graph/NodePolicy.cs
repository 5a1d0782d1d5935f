namespace HiveFlow.Flows.Graph;

/// <summary>How a node is run, whatever its type: <c>retry</c>, <c>timeout</c>, <c>onError</c> and <c>checkpoint</c> of its <c>data</c>.</summary>
/// <param name="Retry">Null: a failed step is not tried again.</param>
/// <param name="Timeout">Null: the type's own. 1 s to 25 min.</param>
/// <param name="OnError">Null: not said, so an error edge decides.</param>
/// <param name="Checkpoint">The node gets a durable step of its own even if its type is pure.</param>
public sealed record NodePolicy(RetryPolicy? Retry, TimeSpan? Timeout, ErrorReaction? OnError, bool Checkpoint)
{
    /// <summary>Nothing said.</summary>
    public static readonly NodePolicy Default = new(null, null, null, false);

    /// <summary>Shortest timeout.</summary>
    public static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Longest timeout; longer work belongs into several steps.</summary>
    public static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(25);
}
