using System.Threading.Channels;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Failures;

/// <summary>
/// Runs that failed in this process a moment ago, for whoever sees to what follows. Held in memory and bounded: what does not fit, and what
/// dies with the process, is found by its record when its time has come.
/// </summary>
public sealed class FreshFailures
{
    private const int Capacity = 1_000;

    private readonly Channel<Stored<OpenFailure>> channel =
        Channel.CreateBounded<Stored<OpenFailure>>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Each as it comes, to one of those who read.</summary>
    public IAsyncEnumerable<Stored<OpenFailure>> ReadAllAsync(CancellationToken cancellationToken) => channel.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Says that a run's failure stands in the store.</summary>
    internal void Note(string runId, OpenFailure open) => channel.Writer.TryWrite(new Stored<OpenFailure>(runId, Tenant.System, 1, open));
}
