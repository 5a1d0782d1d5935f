using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Live.Events;

/// <summary>
/// The ordered event log of every run: numbered without gaps, stored in batches beside whatever the events tell about, and readable
/// from any number on. Written by the run, never by its watchers.
/// </summary>
public sealed class RunEventLog(IDocumentStore store, RunSignals signals, TimeProvider clock)
{
    private const int PageSize = 100;
    private const int MaxAttempts = 20;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);

    private readonly RunTails tails = new(clock);

    /// <summary>
    /// The write of a new run's first event, for the batch that creates the run; a batch that is refused must be followed by
    /// <see cref="Abandon"/>.
    /// </summary>
    public DocumentWrite Begin(Tenant tenant, string runId, RunEvent first)
    {
        ArgumentNullException.ThrowIfNull(first);
        tails.Get(runId).Last = 1;
        return Insert(tenant, runId, 1, [first]);
    }

    /// <summary>Forgets a run that was begun and not written.</summary>
    public void Abandon(string runId) => tails.Forget(runId);

    /// <summary>
    /// Appends events and writes what belongs to them in the same atomic step, durable no later than what this process submits to the
    /// store or the durable engine afterwards. <paramref name="alongside"/> must be writes that cannot be refused.
    /// </summary>
    /// <returns>False when the run has ended: nothing was written.</returns>
    public ValueTask<bool> AppendAsync(
        Tenant tenant, string runId, IReadOnlyList<RunEvent> events, IReadOnlyList<DocumentWrite> alongside, CancellationToken cancellationToken) =>
        AppendAsync(tenant, runId, events, alongside, isConditional: false, cancellationToken);

    /// <summary>
    /// Appends the run's last events together with conditional writes, all or nothing, and waits until it is durable.
    /// </summary>
    /// <returns>False when the run had ended before or a condition did not hold: nothing was written.</returns>
    public ValueTask<bool> EndAsync(
        Tenant tenant, string runId, IReadOnlyList<RunEvent> lastEvents, IReadOnlyList<DocumentWrite> conditional, CancellationToken cancellationToken) =>
        AppendAsync(tenant, runId, lastEvents, conditional, isConditional: true, cancellationToken);

    /// <summary>A page of the log: events after the given number, at most about 1,000; empty at the present end.</summary>
    public async Task<IReadOnlyList<RunEvent>> ReadAsync(Tenant tenant, string runId, long after, CancellationToken cancellationToken)
    {
        var page = await store.QueryAsync(
            RunEventBatch.Collection,
            tenant,
            new DocumentQuery("run") { EqualTo = [runId], From = after + 1, Descending = false, Limit = PageSize },
            cancellationToken);
        List<RunEvent> events = [];
        foreach (var item in page.Items)
        {
            foreach (var runEvent in item.Document.Events)
            {
                if (runEvent.Seq == after + 1)
                {
                    events.Add(runEvent);
                    after = runEvent.Seq;
                }
            }
        }

        return events;
    }

    /// <summary>The number of the last event that is stored, 0 for none, and whether nothing comes after it.</summary>
    public async Task<(long Last, bool HasEnded)> LastAsync(Tenant tenant, string runId, CancellationToken cancellationToken)
    {
        var page = await store.QueryAsync(
            RunEventBatch.Collection, tenant, new DocumentQuery("run") { EqualTo = [runId], Limit = 1 }, cancellationToken);
        var last = page.Items.Count == 0 ? null : page.Items[0].Document;
        return (last?.Last ?? 0, last is not null && RunEventTypes.EndsRun(last.Events[^1].Type));
    }

    /// <summary>
    /// Every event after the given number as it becomes durable, until the run's last one. A slow reader costs nothing but its own
    /// delay.
    /// </summary>
    public async IAsyncEnumerable<RunEvent> WatchAsync(
        Tenant tenant, string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var page in WatchPagesAsync(tenant, runId, after, cancellationToken))
        {
            foreach (var runEvent in page)
            {
                yield return runEvent;
            }
        }
    }

    /// <summary>The same, as many at a time as one look into the store finds; never none.</summary>
    public async IAsyncEnumerable<IReadOnlyList<RunEvent>> WatchPagesAsync(
        Tenant tenant, string runId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var subscription = signals.Subscribe(runId, _ => news.Writer.TryWrite(true));
        var isFirst = true;
        while (true)
        {
            var events = await ReadAsync(tenant, runId, after, cancellationToken);
            if (events.Count == 0)
            {
                // Whoever comes again with the number of the last event waits for nothing more.
                if (isFirst && await LastAsync(tenant, runId, cancellationToken) is (var last, HasEnded: true))
                {
                    if (after >= last)
                    {
                        yield break;
                    }

                    continue;
                }

                await WaitForNewsAsync(news.Reader, cancellationToken);
                continue;
            }

            isFirst = false;
            after = events[^1].Seq;
            yield return events;
            if (RunEventTypes.EndsRun(events[^1].Type))
            {
                yield break;
            }
        }
    }

    private async Task WaitForNewsAsync(ChannelReader<bool> news, CancellationToken cancellationToken)
    {
        using var look = new CancellationTokenSource(LookInterval, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, look.Token);
        try
        {
            await news.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A signal may be lost with its instance or with Redis: time to look without one.
        }
    }

    private async ValueTask<bool> AppendAsync(
        Tenant tenant, string runId, IReadOnlyList<RunEvent> events, IReadOnlyList<DocumentWrite> others, bool isConditional, CancellationToken cancellationToken)
    {
        var tail = tails.Get(runId);
        await tail.Gate.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 0; attempt < MaxAttempts; attempt++)
            {
                if (tail.Last < 0)
                {
                    await LoadAsync(tail, tenant, runId, cancellationToken);
                }

                if (tail.HasEnded)
                {
                    return false;
                }

                var first = tail.Last + 1;
                DocumentWrite[] writes = [.. others, Insert(tenant, runId, first, events)];
                var result = isConditional
                    ? await store.WriteAsync(writes, cancellationToken)
                    : await WriteAheadAsync(tail, runId, writes, cancellationToken);
                if (result.IsApplied)
                {
                    tail.Last += events.Count;
                    End(tail, runId, events[^1]);
                    return true;
                }

                if (result.FailedIndex != writes.Length - 1)
                {
                    return false;
                }

                // Another instance took the number meanwhile.
                tail.Last = -1;
            }
        }
        finally
        {
            tail.Gate.Release();
        }

        throw new StoreUnavailableException("The run's event log is written by too many at once.");
    }

    private async ValueTask<WriteResult> WriteAheadAsync(RunTail tail, string runId, DocumentWrite[] writes, CancellationToken cancellationToken)
    {
        var ahead = await store.WriteAheadAsync(writes, cancellationToken);
        if (!ahead.Result.IsApplied)
        {
            return ahead.Result;
        }

        if (ahead.Durable.IsCompleted)
        {
            signals.Publish(new RunSignal(runId, HasEnded: false));
        }
        else
        {
            Interlocked.Increment(ref tail.Pending);
            _ = AnnounceAsync(tail, runId, ahead.Durable);
        }

        return ahead.Result;
    }

    private async Task AnnounceAsync(RunTail tail, string runId, Task durable)
    {
        await durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref tail.Pending);
        signals.Publish(new RunSignal(runId, HasEnded: false));
    }

    private void End(RunTail tail, string runId, RunEvent last)
    {
        if (RunEventTypes.EndsRun(last.Type))
        {
            tail.HasEnded = true;
            tails.Forget(runId);
            signals.Publish(new RunSignal(runId, HasEnded: true));
        }
    }

    private async Task LoadAsync(RunTail tail, Tenant tenant, string runId, CancellationToken cancellationToken) =>
        (tail.Last, tail.HasEnded) = await LastAsync(tenant, runId, cancellationToken);

    private static DocumentWrite Insert(Tenant tenant, string runId, long first, IReadOnlyList<RunEvent> events)
    {
        var numbered = new RunEvent[events.Count];
        for (var index = 0; index < numbered.Length; index++)
        {
            numbered[index] = events[index] with { Seq = first + index };
        }

        return DocumentWrite.Insert(
            RunEventBatch.Collection, tenant, RunEventBatch.IdOf(runId, first), new RunEventBatch(runId, numbered[^1].Seq, null, numbered));
    }
}
