using System.Threading.Channels;
using HiveFlow.Live.Events;
using HiveFlow.Live.Feeds;
using HiveFlow.Live.Signals;
using HiveFlow.Live.WebPubSub;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Live;

/// <summary>
/// Feeds one topic while it has the lease. A run's watchers are a group that is sent each page of the log once; whoever comes later is first
/// sent, alone, what the group has had, and joins it between two pages: so everybody gets every event once and in order.
/// </summary>
internal sealed class RemoteFeeder(RemoteFeeders owner, RemoteTopic topic) : IDisposable
{
    private const int MaxMessageBytes = 512 * 1024;
    private const int MaxNotices = 256;
    private const int AtOnce = 8;
    private const int MaxAttempts = 10;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    private readonly Tenant tenant = DocumentId.TryParse(topic.OrganizationId, out var organization)
        ? Tenant.Of(organization)
        : throw new ArgumentException("The topic is nobody's.", nameof(topic));

    private readonly LiveTopic about = new(topic.Field, topic.Id);
    private readonly string group = topic.ToString();
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly Channel<bool> wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Those of this feeder's own letting in; changed and read in its turn.
    private readonly HashSet<string> members = new(StringComparer.Ordinal);
    private long sent;
    private bool hasEnded;
    private long? toldAt;

    /// <summary>What runs it.</summary>
    public Task Work { get; set; } = Task.CompletedTask;

    /// <summary>Somebody waits to be let in.</summary>
    public void Wake() => wakes.Writer.TryWrite(true);

    /// <summary>Feeds until nobody watches, the lease is lost or the host stops.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var follow = topic.IsRun ? await BeginRunAsync(over.Token) : FollowNoticesAsync(over.Token);
        var admit = AdmitAsync(over.Token);
        var keep = KeepAsync(over.Token);
        try
        {
            var first = await Task.WhenAny(keep, admit, follow);
            if (first == follow && follow.IsCompletedSuccessfully)
            {
                // The run has ended: there is nothing to follow, and others may still want to read it.
                first = await Task.WhenAny(keep, admit);
            }

            await first;
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(follow, admit, keep).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => turn.Dispose();

    private async Task<Task> BeginRunAsync(CancellationToken cancellationToken)
    {
        var (last, isOver) = await owner.Log.LastAsync(tenant, topic.Id, cancellationToken);
        sent = await owner.Topics.SentAsync(topic, cancellationToken) ?? last;
        hasEnded = isOver && sent >= last;
        if (!hasEnded)
        {
            return FollowRunAsync(cancellationToken);
        }

        await DismissAsync(cancellationToken);
        return Task.CompletedTask;
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (await owner.Topics.RenewAsync(topic, owner.Self, topic.IsRun ? Volatile.Read(ref sent) : null, cancellationToken) == true)
        {
            await Task.Delay(RemoteTopics.RenewEvery, owner.Clock, cancellationToken);
            Wake();
        }
    }

    private async Task FollowRunAsync(CancellationToken cancellationToken)
    {
        await foreach (var events in owner.Log.WatchPagesAsync(tenant, topic.Id, sent, cancellationToken))
        {
            await turn.WaitAsync(cancellationToken);
            try
            {
                foreach (var page in PagesOf(events))
                {
                    await InsistAsync(() => owner.Client.SendToGroupAsync(group, page.Json, cancellationToken), cancellationToken);
                    Volatile.Write(ref sent, page.Last);
                    await HoldAsync(page.Last, cancellationToken);
                }

                if (RunEventTypes.EndsRun(events[^1].Type))
                {
                    hasEnded = true;
                    await DismissAsync(cancellationToken);
                }
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private async Task FollowNoticesAsync(CancellationToken cancellationToken)
    {
        var notices = Channel.CreateBounded<RunNotice>(new BoundedChannelOptions(MaxNotices) { FullMode = BoundedChannelFullMode.DropOldest });
        using var subscription = owner.Notices.Subscribe(topic.OrganizationId, notice =>
        {
            if (topic.Field == LiveTopic.OrganizationField || notice.FlowId == topic.Id)
            {
                notices.Writer.TryWrite(notice);
            }
        });
        await foreach (var notice in notices.Reader.ReadAllAsync(cancellationToken))
        {
            await InsistAsync(() => owner.Client.SendToGroupAsync(group, LiveTexts.Run(notice), cancellationToken), cancellationToken);
            await TellAsync(cancellationToken);
        }
    }

    // Those who wait are let in side by side: who needs much of the log keeps nobody waiting but itself and a few others.
    private async Task AdmitAsync(CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        while (true)
        {
            while (await owner.Topics.JoinersAsync(topic, isAll: false, cancellationToken) is { Count: > 0 } joiners)
            {
                await Parallel.ForEachAsync(joiners, parallel, async (joiner, token) =>
                {
                    await TryLetInAsync(joiner, token);
                    await owner.Topics.AdmittedAsync(topic, joiner, token);
                });
            }

            await wakes.Reader.ReadAsync(cancellationToken);
        }
    }

    // One that cannot be let in though the service is there comes again, or its end is told by the service.
    private async Task TryLetInAsync(RemoteJoiner joiner, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await LetInAsync(joiner, cancellationToken);
                return;
            }
            catch (WebPubSubUnavailableException fault) when (attempt < MaxAttempts)
            {
                owner.FeederIsAway(fault);
                await Task.Delay(RetryDelay, owner.Clock, cancellationToken);
            }
            catch (WebPubSubUnavailableException fault)
            {
                owner.FeederIsAway(fault);
                await owner.Topics.UnwatchAsync(topic, joiner.Connection, cancellationToken);
                await owner.Connections.ExpelAsync(joiner.Connection, cancellationToken);
                return;
            }
        }
    }

    private async Task LetInAsync(RemoteJoiner joiner, CancellationToken cancellationToken)
    {
        if (!await owner.Topics.IsWatchedAsync(topic, joiner.Connection, cancellationToken))
        {
            return;
        }

        if (topic.IsRun)
        {
            await LetInToRunAsync(joiner, cancellationToken);
        }
        else if (await JoinAsync(joiner, cancellationToken))
        {
            await owner.Client.SendAsync(joiner.Connection, LiveTexts.About("subscribed", about), cancellationToken);
        }
    }

    private async Task LetInToRunAsync(RemoteJoiner joiner, CancellationToken cancellationToken)
    {
        var after = joiner.After;
        if (!await owner.Client.SendAsync(joiner.Connection, LiveTexts.About("subscribed", about), cancellationToken))
        {
            return;
        }

        while (after < Volatile.Read(ref sent))
        {
            if (await CatchUpAsync(joiner, after, cancellationToken) is not { } reached)
            {
                return;
            }

            if (reached == after)
            {
                break;
            }

            after = reached;
        }

        await turn.WaitAsync(cancellationToken);
        try
        {
            // Nothing is sent to the group meanwhile: what it has had by now is what is missing.
            while (after < sent)
            {
                if (await CatchUpAsync(joiner, after, cancellationToken) is not { } reached)
                {
                    return;
                }

                if (reached == after)
                {
                    // What it asks for is kept no more.
                    break;
                }

                after = reached;
            }

            if (hasEnded)
            {
                await owner.Topics.LetGoAsync(topic, [joiner.Connection], cancellationToken);
                await owner.Client.SendAsync(joiner.Connection, LiveTexts.About("end", about), cancellationToken);
                await owner.Topics.ForgetAsync(topic, [joiner.Connection], cancellationToken);
            }
            else if (await JoinAsync(joiner, cancellationToken))
            {
                members.Add(joiner.Connection);
            }
        }
        finally
        {
            turn.Release();
        }
    }

    // Sends a connection the next page of what the group has had; gives how far that was, or null when it is gone.
    private async Task<long?> CatchUpAsync(RemoteJoiner joiner, long after, CancellationToken cancellationToken)
    {
        var until = Volatile.Read(ref sent);
        var events = await owner.Log.ReadAsync(tenant, topic.Id, after, cancellationToken);
        foreach (var page in PagesOf([.. events.TakeWhile(e => e.Seq <= until)]))
        {
            if (!await owner.Client.SendAsync(joiner.Connection, page.Json, cancellationToken))
            {
                return null;
            }

            after = page.Last;
        }

        return after;
    }

    // Whoever unsubscribed in between leaves again.
    private async Task<bool> JoinAsync(RemoteJoiner joiner, CancellationToken cancellationToken)
    {
        if (!await owner.Client.JoinAsync(group, joiner.Connection, cancellationToken))
        {
            return false;
        }

        if (await owner.Topics.IsWatchedAsync(topic, joiner.Connection, cancellationToken))
        {
            return true;
        }

        await owner.Client.LeaveAsync(group, joiner.Connection, cancellationToken);
        return false;
    }

    // Tells the group that the run has ended. Who waits to be let in is told so then; who has been told may ask again at once.
    private async Task DismissAsync(CancellationToken cancellationToken)
    {
        var waiting = (await owner.Topics.JoinersAsync(topic, isAll: true, cancellationToken)).Select(j => j.Connection).Except(members).ToHashSet();
        var told = (await owner.Topics.WatchersOfAsync(topic, cancellationToken)).Where(w => !waiting.Contains(w)).ToList();
        if (told.Count > 0)
        {
            await owner.Topics.LetGoAsync(topic, told, cancellationToken);
            await InsistAsync(() => owner.Client.SendToGroupAsync(group, LiveTexts.About("end", about), cancellationToken), cancellationToken);
            await owner.Topics.ForgetAsync(topic, told, cancellationToken);
        }
    }

    private async Task HoldAsync(long last, CancellationToken cancellationToken)
    {
        if (await owner.Topics.RenewAsync(topic, owner.Self, last, cancellationToken) != true)
        {
            throw new OperationCanceledException("Another instance feeds the topic, or nobody watches it.");
        }

        await TellAsync(cancellationToken);
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (toldAt is { } at && owner.Clock.GetElapsedTime(at) < TellEvery)
        {
            return;
        }

        toldAt = owner.Clock.GetTimestamp();
        await owner.Topics.ToldAsync(topic, owner.Options.IdleTimeout, cancellationToken);
    }

    // The service takes messages of at most 1 MiB.
    private IEnumerable<FeedPage> PagesOf(IReadOnlyList<RunEvent> events)
    {
        if (events.Count == 0)
        {
            yield break;
        }

        var whole = FeedPage.Of(topic.Id, events);
        if (whole.Json.Length <= MaxMessageBytes || events.Count == 1)
        {
            yield return whole;
            yield break;
        }

        var half = events.Count / 2;
        foreach (var page in PagesOf([.. events.Take(half)]).Concat(PagesOf([.. events.Skip(half)])))
        {
            yield return page;
        }
    }

    private async Task InsistAsync(Func<Task> act, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (WebPubSubUnavailableException fault)
            {
                owner.FeederIsAway(fault);
                await Task.Delay(RetryDelay, owner.Clock, cancellationToken);
            }
        }
    }
}
