using System.Text;
using HiveFlow.Live.Redis;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Live.Signals;

/// <summary>
/// Carries signals and notices of runs between instances, both in the same message, at most one every 20 ms however many runs there are.
/// While Redis is away watchers look into the store by themselves every few seconds.
/// </summary>
public sealed class RunRelay(RedisConnection redis, RunSignals signals, RunNotices notices, TimeProvider clock, ILogger<RunRelay> logger)
    : RedisRelay(redis, clock, logger)
{
    private const int MaxSignals = 1_000;
    private const int MaxNotices = 500;
    private const int IdLength = 24;
    private const char Grown = '.';
    private const char Ended = '!';
    private const char Told = '#';

    /// <inheritdoc/>
    protected override string Channel => "live";

    /// <inheritdoc/>
    protected override TimeSpan Gathering { get; } = TimeSpan.FromMilliseconds(20);

    /// <inheritdoc/>
    protected override void Begin() => signals.HasRelay = notices.HasRelay = true;

    /// <inheritdoc/>
    protected override async ValueTask<bool> WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (grown, told) = (signals.Outgoing.WaitToReadAsync(either.Token).AsTask(), notices.Outgoing.WaitToReadAsync(either.Token).AsTask());
        var isMore = await await Task.WhenAny(grown, told);
        await either.CancelAsync();
        await Task.WhenAll((Task)grown, told).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return isMore;
    }

    /// <inheritdoc/>
    protected override void Say(StringBuilder message)
    {
        for (var count = 0; count < MaxSignals && signals.Outgoing.TryRead(out var signal); count++)
        {
            message.Append('\n').Append(signal.HasEnded ? Ended : Grown).Append(signal.RunId);
        }

        for (var count = 0; count < MaxNotices && notices.Outgoing.TryRead(out var notice); count++)
        {
            message.Append('\n').Append(Told).Append(notice.OrganizationId)
                .Append(' ').Append(notice.FlowId).Append(' ').Append(notice.RunId).Append(' ').Append(notice.Status);
        }
    }

    /// <inheritdoc/>
    protected override void Hear(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.Length == IdLength + 1 && line[0] is Grown or Ended)
            {
                signals.Deliver(new RunSignal(line[1..], line[0] == Ended));
            }
            else if (line.StartsWith(Told) && line[1..].Split(' ') is [var organization, var flow, var run, var status])
            {
                notices.Deliver(new RunNotice(organization, flow, run, status));
            }
        }
    }
}
