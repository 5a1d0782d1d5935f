using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Dispatch;

/// <summary>
/// The engine's heart: it brings mail to instances, gives them their turns, commits each turn as one batch and begins its effects
/// only then. Knows neither SQLite nor threads; everything it stands on comes with <see cref="EngineParts"/>.
/// </summary>
internal sealed class EngineCore : IDisposable
{
    private readonly EngineParts parts;
    private readonly EngineNumbers numbers;
    private readonly WorkLine<LiveInstance> turns;
    private readonly WorkLine<ActivityRun> activities;
    private readonly TurnBuilder builder;
    private readonly TurnLoop loop;
    private readonly Recovery recovery;
    private volatile bool isStopped;

    public EngineCore(EngineParts parts, EngineNumbers numbers, IEngineObserver observer)
    {
        this.parts = parts;
        this.numbers = numbers;
        turns = new WorkLine<LiveInstance>(parts.Scheduler, parts.Options.MaxConcurrentTurns, parts.Options.MaxConcurrentTurns);
        activities = new WorkLine<ActivityRun>(
            parts.Scheduler, parts.Options.MaxConcurrentActivities, Math.Max(1, parts.Options.MaxConcurrentActivities * 3 / 4));
        builder = new TurnBuilder(numbers);
        loop = new TurnLoop(parts, builder, turns, activities, numbers, observer);
        recovery = new Recovery(parts, loop.Table);
    }

    public EngineStatistics Statistics => new(
        loop.Table.Count, loop.Table.Idle, turns.Waiting, activities.UnderWay, activities.Waiting, loop.Timers, loop.Refill.IsReading);

    /// <summary>Whether the instance is in memory and has not ended, so that its end is still to be told.</summary>
    public bool IsAlive(string id) => !isStopped && loop.Table.Find(id) is { Row: not null, Phase: not Phase.Gone };

    /// <summary>Opens the store and takes up all work that was left.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (instances, messages) = await parts.Store.OpenAsync(!parts.Options.CrashAfterEveryCommit, cancellationToken);
        numbers.StartAfter(instances, messages);
        await loop.Refill.StartAsync(cancellationToken);
        await recovery.StartAsync(cancellationToken);
    }

    /// <summary>Makes an instance. Ends when that is durable.</summary>
    /// <exception cref="EngineBusyException">There is too much to do already.</exception>
    /// <exception cref="DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException">The id is in use.</exception>
    public async Task CreateAsync(NewInstance created)
    {
        ThrowIfStopped();
        if (loop.Table.Count - loop.Table.Idle >= parts.Options.MaxBacklog)
        {
            throw new EngineBusyException();
        }

        if (created.StartAt is null)
        {
            var live = NewLive(created);
            if (loop.Table.TryAdd(live, created.Start.WithMessageId(0)))
            {
                await live.Creation!.Done;
                return;
            }
        }

        await CreateAsideAsync(created);
    }

    /// <summary>Sends an event from outside; null when its instance is not there or has ended.</summary>
    public async Task<EngineEvent?> SendAsync(string id, EngineEvent one)
    {
        ThrowIfStopped();
        var message = builder.Message(id, null, one);
        await parts.Store.CommitAsync(new EngineBatch { Now = parts.Time.GetUtcNow().UtcDateTime, Messages = [message] });
        if (message.Reached is not { } reached)
        {
            return null;
        }

        loop.Table.Deliver(id, reached, message.Event);
        return message.Event;
    }

    /// <summary>Brings an event that is in the store to its instance.</summary>
    public void Deliver(string id, EngineEvent one) => loop.Table.Deliver(id, null, one);

    /// <summary>Takes and begins nothing more; running activities may end, and their instances take the answers.</summary>
    /// <param name="grace">How long cancelled activities have to end.</param>
    /// <param name="deadline">Set when the activities have to be cancelled.</param>
    public async Task StopAsync(TimeSpan grace, CancellationToken deadline)
    {
        isStopped = true;
        var drained = activities.Close();
        await drained.WaitAsync(deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!drained.IsCompleted)
        {
            CancelActivities();
            await drained.WaitAsync(grace, parts.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await turns.Close().WaitAsync(grace, parts.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        FailCreations();
        await parts.Store.CloseAsync();
        Dispose();
    }

    private void CancelActivities()
    {
        foreach (var live in loop.Table.All)
        {
            live.CancelActivities(isStopping: true);
        }
    }

    /// <summary>Dies where it stands: nothing that is under way has any effect on the store from now on.</summary>
    public void Dispose()
    {
        isStopped = true;
        turns.Close();
        activities.Close();
        recovery.Dispose();
        loop.Dispose();
        FailCreations();
    }

    /// <summary>Callers whose instance will not get its first turn here are told so.</summary>
    private void FailCreations()
    {
        foreach (var live in loop.Table.All)
        {
            if (live is { Phase: Phase.Ready, Creation: { } creation })
            {
                creation.End(new EngineStoppedException());
            }
        }
    }

    private LiveInstance NewLive(NewInstance created)
    {
        created.IsStarted = true;
        var live = new LiveInstance(loop, created.Id) { Creation = new Creation(created, parts.Scheduler) };
        live.SetNew(new InstanceRow(
            created.Seq, created.Id, created.Name, BatchWriter.InitialState(created), created.Created, created.Created, created.Tags, null)
        {
            Input = created.Start.Payload,
            HasInput = true,
        });
        return live;
    }

    /// <summary>Makes an instance through the store first, where its id may be in use or it is to start later.</summary>
    private async Task CreateAsideAsync(NewInstance created)
    {
        created.IsStarted = false;
        if (loop.Table.Find(created.Id) is { } known)
        {
            await LetGoAsync(known, created);
        }

        await parts.Store.CommitAsync(new EngineBatch { Now = created.Created, Create = created });
        if (created.RefusedBy is { } status)
        {
            loop.Table.Deliver(created.Id, null, null);
            throw Creation.Refusal(created.Id, status);
        }

        if (loop.Table.Find(created.Id) is { Row: { } row } other && row.Seq != created.Seq)
        {
            loop.Table.Remove(other);
        }

        if (created.StartAt is { } startAt)
        {
            loop.Remind(created.Id, created.Seq, startAt.Ticks);
        }
        else
        {
            loop.Table.Deliver(created.Id, created.Seq, created.Start);
        }
    }

    /// <summary>Waits for one that is just being made; ends one that may be replaced although it runs: it commits nothing more.</summary>
    private async Task LetGoAsync(LiveInstance known, NewInstance created)
    {
        if (known.Creation is { } creation)
        {
            await creation.Done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (known.Stored is { } stored && !created.RefuseOver.Contains(stored.Status))
        {
            loop.Table.Remove(known);
            known.CancelActivities(isStopping: false);
        }
    }

    private void ThrowIfStopped()
    {
        if (isStopped)
        {
            throw new EngineStoppedException();
        }
    }
}
