using HiveFlow.Errors;

namespace HiveFlow.Llm.Proxy;

/// <summary>A question on its way to its provider, once.</summary>
internal interface IProxyUpstream
{
    /// <summary>What it has used until now; right also when it was cancelled half way.</summary>
    ProxyUse Use { get; }

    /// <summary>
    /// Asks. Gives the whole answer; an empty one when it went out as events. A failure only while nothing has gone out: a later one is an
    /// event.
    /// </summary>
    /// <param name="owner">On whose account.</param>
    /// <param name="events">Takes the events of a streamed answer.</param>
    /// <param name="cancellationToken">Ends it, also at the provider.</param>
    Task<Result<ReadOnlyMemory<byte>>> AskAsync(string owner, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> events, CancellationToken cancellationToken);
}
