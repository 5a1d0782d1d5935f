using System.Net.WebSockets;
using System.Threading.Channels;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Connections;
using HiveFlow.Live.Feeds;
using HiveFlow.Live.Signals;
using HiveFlow.Runs;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Live;

/// <summary>
/// One live connection from its first message to its end: who it is, what it watches, whether it still may. What a client is sent waits
/// for nobody but that client: nothing gathers here, since whatever it has not taken yet stands in the store.
/// </summary>
internal sealed class LiveSession(LiveHub hub, LiveSocket socket, HttpContext http, string connection)
{
    private const int MaxNotices = 256;
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
    private readonly Dictionary<LiveTopic, LiveWatch> topics = [];
    private readonly List<LiveWatch> watches = [];
    private readonly Channel<bool> doubts = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private LiveMessage auth = null!;
    private Caller caller = null!;
    private long heardAt = hub.Clock.GetTimestamp();
    private int closeCode = LiveCodes.GoingAway;
    private bool hasPlace;

    /// <summary>Runs it to its end; gives how it is to be closed.</summary>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        try
        {
            return await BeginAsync(stopping) is not 0 and var refused ? refused : await ServeAsync(stopping);
        }
        finally
        {
            if (hasPlace)
            {
                await hub.Leases.GiveBackAsync(PlaceOf(caller), connection);
            }

            ending.Dispose();
        }
    }

    private async Task<int> ServeAsync(CancellationToken stopping)
    {
        using var stopped = stopping.Register(() => End(LiveCodes.GoingAway));
        using var revoked = hub.Revocations.Subscribe(OnRevocation);
        var upkeep = KeepAsync();
        var fault = LiveCodes.GoingAway;
        try
        {
            fault = await ListenAsync();
        }
        finally
        {
            End(fault);
            await upkeep;
            await Task.WhenAll(watches.Select(w => w.Work));
            watches.ForEach(static w => w.Dispose());
        }

        if (stopping.IsCancellationRequested)
        {
            await SayAsync(LiveTexts.Reconnect(), CancellationToken.None);
        }

        return closeCode;
    }

    private static string PlaceOf(Caller caller) => $"user:{caller.UserId}";

    private async Task<int> BeginAsync(CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(hub.Options.AuthTimeout, hub.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping, http.RequestAborted);
        try
        {
            var (message, fault) = await socket.ReceiveAsync(either.Token);
            if (message is null || !LiveRules.IsAuth(message))
            {
                return fault == 0 ? LiveCodes.Unauthenticated : fault;
            }

            auth = message;
            var (admitted, refused) = await hub.Entrance.AdmitAsync(http, auth, either.Token);
            if (admitted is null)
            {
                return refused;
            }

            caller = admitted;
            if (!await hub.Leases.TakeAsync(PlaceOf(caller), connection, hub.Options.MaxPerUser, either.Token))
            {
                return LiveCodes.TooMany;
            }

            hasPlace = true;
            await socket.SendAsync(LiveTexts.Ready(connection), either.Token);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return limit.IsCancellationRequested ? LiveCodes.AuthTimeout : LiveCodes.GoingAway;
        }
        catch (Exception exception) when (exception is WebSocketException or StoreUnavailableException)
        {
            return LiveCodes.GoingAway;
        }
    }

    private async Task<int> ListenAsync()
    {
        var (minute, messages) = (hub.Clock.GetTimestamp(), 0);
        try
        {
            while (true)
            {
                var (message, fault) = await socket.ReceiveAsync(ending.Token);
                if (message is null)
                {
                    return fault == 0 ? (int)WebSocketCloseStatus.NormalClosure : fault;
                }

                if (hub.Clock.GetElapsedTime(minute) > TimeSpan.FromMinutes(1))
                {
                    (minute, messages) = (hub.Clock.GetTimestamp(), 0);
                }

                if (++messages > LiveRules.MaxMessagesAMinute)
                {
                    return LiveCodes.TooMany;
                }

                Volatile.Write(ref heardAt, hub.Clock.GetTimestamp());
                if (!await HearAsync(message))
                {
                    return LiveCodes.Malformed;
                }
            }
        }
        catch (OperationCanceledException)
        {
            return closeCode;
        }
        catch (StoreUnavailableException)
        {
            return LiveCodes.GoingAway;
        }
    }

    private async Task<bool> HearAsync(LiveMessage message)
    {
        var (request, topic) = LiveRules.Understand(message, caller);
        switch (request)
        {
            case LiveRequest.Ping:
                await SayAsync(LiveTexts.Pong(), ending.Token);
                return true;
            case LiveRequest.Subscribe:
                await SubscribeAsync(topic, message.After ?? 0);
                return true;
            case LiveRequest.Unsubscribe:
                if (topics.Remove(topic, out var watch))
                {
                    await watch.StopAsync();
                }

                await SayAsync(LiveTexts.About("unsubscribed", topic), ending.Token);
                return true;
            default:
                return false;
        }
    }

    private async Task SubscribeAsync(LiveTopic topic, long after)
    {
        if (await RefusalOfAsync(topic) is { } refusal)
        {
            await SayAsync(LiveTexts.Failure(refusal, topic), ending.Token);
            return;
        }

        if (topics.TryGetValue(topic, out var present) && !present.IsOver)
        {
            await SayAsync(LiveTexts.About("subscribed", topic), ending.Token);
            return;
        }

        Tidy();
        var watch = new LiveWatch(ending.Token);
        topics[topic] = watch;
        watches.Add(watch);
        watch.Work = topic.Field == LiveTopic.RunField ? WatchRunAsync(topic, after, watch) : WatchNoticesAsync(topic, watch.Token);
    }

    private void Tidy()
    {
        foreach (var (topic, _) in topics.Where(t => t.Value.IsOver).ToList())
        {
            topics.Remove(topic);
        }

        watches.FindAll(static w => w.Work.IsCompleted).ForEach(static w => w.Dispose());
        watches.RemoveAll(static w => w.Work.IsCompleted);
    }

    private async Task<Error?> RefusalOfAsync(LiveTopic topic) => topics.Count(t => t.Key != topic && !t.Value.IsOver) >= hub.Options.MaxSubscriptions
        ? LiveErrors.SubscriptionLimit(hub.Options.MaxSubscriptions)
        : await hub.Rules.RefusalOfAsync(caller, topic, ending.Token);

    // What is being sent goes out whole even if its watch is stopped: half a message would end the connection.
    private async Task WatchRunAsync(LiveTopic topic, long after, LiveWatch watch)
    {
        try
        {
            await SayAsync(LiveTexts.About("subscribed", topic), ending.Token);
            await foreach (var page in hub.Feeds.WatchAsync(caller.Tenant, topic.Id, after, watch.Token))
            {
                watch.Token.ThrowIfCancellationRequested();
                if (page.Gap > 0)
                {
                    await SayAsync(LiveTexts.Gap(topic.Id, page.First, page.Gap), ending.Token);
                }

                await SayAsync(page.Json, ending.Token);
            }

            watch.IsOver = true;
            await SayAsync(LiveTexts.About("end", topic), ending.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or StoreUnavailableException)
        {
            if (exception is StoreUnavailableException)
            {
                End(LiveCodes.GoingAway);
            }
        }
    }

    private async Task WatchNoticesAsync(LiveTopic topic, CancellationToken cancellationToken)
    {
        var notices = Channel.CreateBounded<RunNotice>(new BoundedChannelOptions(MaxNotices) { FullMode = BoundedChannelFullMode.DropOldest });
        using var subscription = hub.Notices.Subscribe(caller.OrganizationId.ToString(), notice =>
        {
            if ((topic.Field == LiveTopic.OrganizationField || notice.FlowId == topic.Id) && caller.MayUseFlow(notice.FlowId))
            {
                notices.Writer.TryWrite(notice);
            }
        });
        try
        {
            // Said when it is so: what begins from now on is heard of.
            await SayAsync(LiveTexts.About("subscribed", topic), ending.Token);
            await foreach (var notice in notices.Reader.ReadAllAsync(cancellationToken))
            {
                await SayAsync(LiveTexts.Run(notice), ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody watches any more.
        }
    }

    // Renews the lease, asks anew whether the caller still may, and ends a connection that nobody uses.
    private async Task KeepAsync()
    {
        var checkedAt = hub.Clock.GetTimestamp();
        try
        {
            while (true)
            {
                var isDoubted = await PauseAsync();
                if (isDoubted || hub.Clock.GetElapsedTime(checkedAt) >= CheckEvery)
                {
                    checkedAt = hub.Clock.GetTimestamp();
                    var (admitted, refused) = await hub.Entrance.AdmitAsync(http, auth, ending.Token);
                    if (admitted is null || !IsSame(CredentialReference.Of(admitted), CredentialReference.Of(caller)))
                    {
                        End(refused == 0 ? LiveCodes.Unauthenticated : refused);
                        return;
                    }
                }

                if (!await hub.Leases.TakeAsync(PlaceOf(caller), connection, hub.Options.MaxPerUser, ending.Token))
                {
                    End(LiveCodes.TooMany);
                    return;
                }

                if (hub.Clock.GetElapsedTime(Volatile.Read(ref heardAt)) >= hub.Options.IdleTimeout)
                {
                    End(LiveCodes.Idle);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or StoreUnavailableException)
        {
            End(LiveCodes.GoingAway);
        }
    }

    // What a key was bound to decides what was let in: with other flows it is another credential.
    private static bool IsSame(CredentialReference one, CredentialReference other) =>
        one.OrganizationId == other.OrganizationId && (one.FlowIds ?? []).SequenceEqual(other.FlowIds ?? []) && one.FlowIds is null == other.FlowIds is null;

    private async Task<bool> PauseAsync()
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        var doubted = doubts.Reader.ReadAsync(pause.Token).AsTask();
        await Task.WhenAny(doubted, hub.Leases.PauseAsync(pause.Token));
        var isDoubted = doubted.IsCompletedSuccessfully;
        await pause.CancelAsync();
        await ((Task)doubted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ending.Token.ThrowIfCancellationRequested();
        return isDoubted;
    }

    private void OnRevocation(Revocation revocation)
    {
        if (revocation.Id == caller.UserId.ToString() || revocation.Id == caller.KeyId || revocation.Id == caller.SessionId
            || revocation.Id == caller.OrganizationId.ToString())
        {
            doubts.Writer.TryWrite(true);
        }
    }

    private void End(int code)
    {
        if (!ending.IsCancellationRequested)
        {
            closeCode = code;
            ending.Cancel();
        }
    }

    private async Task SayAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(message, cancellationToken);
            Volatile.Write(ref heardAt, hub.Clock.GetTimestamp());
        }
        catch (WebSocketException)
        {
            End((int)WebSocketCloseStatus.NormalClosure);
        }
    }
}
