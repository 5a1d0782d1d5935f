using System.Net.WebSockets;
using System.Threading.Channels;
using HiveFlow.Authoring;
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
    private const int MaxMessagesAMinute = 600;
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
    private readonly Dictionary<LiveTopic, CancellationTokenSource> topics = [];
    private readonly List<Task> watches = [];
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
            await Task.WhenAll(watches);
            foreach (var topic in topics.Values)
            {
                topic.Dispose();
            }
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
            if (message is not { Type: "auth", RunId: null, FlowId: null, After: null, Organization: null })
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

                if (++messages > MaxMessagesAMinute)
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
        if (message.Token is not null || message.OrganizationId is not null)
        {
            return false;
        }

        if (message is { Type: "ping", RunId: null, FlowId: null, Organization: null, After: null })
        {
            await SayAsync(LiveTexts.Pong(), ending.Token);
            return true;
        }

        if (TopicOf(message) is not { } topic || (message.After is not null && message.RunId is null) || message.After < 0)
        {
            return false;
        }

        switch (message.Type)
        {
            case "subscribe":
                await SubscribeAsync(topic, message.After ?? 0);
                return true;
            case "unsubscribe":
                if (topics.Remove(topic, out var watch))
                {
                    await watch.CancelAsync();
                }

                await SayAsync(LiveTexts.About("unsubscribed", topic), ending.Token);
                return true;
            default:
                return false;
        }
    }

    private LiveTopic? TopicOf(LiveMessage message) => message switch
    {
        { RunId: { } run, FlowId: null, Organization: null } => LiveTopic.Run(run),
        { RunId: null, FlowId: { } flow, Organization: null } => LiveTopic.Flow(flow),
        { RunId: null, FlowId: null, Organization: true } => LiveTopic.Organization(caller.OrganizationId.ToString()),
        _ => null,
    };

    private async Task SubscribeAsync(LiveTopic topic, long after)
    {
        if (await RefusalOfAsync(topic) is { } refusal)
        {
            await SayAsync(LiveTexts.Failure(refusal, topic), ending.Token);
            return;
        }

        watches.RemoveAll(static w => w.IsCompleted);
        await SayAsync(LiveTexts.About("subscribed", topic), ending.Token);
        if (topics.ContainsKey(topic))
        {
            return;
        }

        var stop = CancellationTokenSource.CreateLinkedTokenSource(ending.Token);
        topics[topic] = stop;
        watches.Add(topic.Field == "runId" ? WatchRunAsync(topic, after, stop.Token) : WatchNoticesAsync(topic, stop.Token));
    }

    private async Task<Error?> RefusalOfAsync(LiveTopic topic)
    {
        if (topics.Count >= hub.Options.MaxSubscriptions && !topics.ContainsKey(topic))
        {
            return LiveErrors.SubscriptionLimit(hub.Options.MaxSubscriptions);
        }

        switch (topic.Field)
        {
            case "runId":
                var run = await hub.Runs.GetAsync(caller.OrganizationId, topic.Id, ending.Token);
                return run is not null && caller.MayUseFlow(run.Document.FlowId) ? null : RequestErrors.NotFound("run");
            case "flowId":
                var isFlow = DocumentId.TryParse(topic.Id, out _) && await hub.Flows.GetAsync(caller.Tenant, topic.Id, ending.Token) is not null;
                return isFlow && caller.MayUseFlow(topic.Id) ? null : RequestErrors.NotFound("flow");
            default:
                return null;
        }
    }

    private async Task WatchRunAsync(LiveTopic topic, long after, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var page in hub.Feeds.WatchAsync(caller.Tenant, topic.Id, after, cancellationToken))
            {
                if (page.Gap > 0)
                {
                    await SayAsync(LiveTexts.Gap(topic.Id, page.First, page.Gap), cancellationToken);
                }

                await SayAsync(page.Json, cancellationToken);
            }

            await SayAsync(LiveTexts.About("end", topic), cancellationToken);
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
            if ((topic.Field == "organizationId" || notice.FlowId == topic.Id) && caller.MayUseFlow(notice.FlowId))
            {
                notices.Writer.TryWrite(notice);
            }
        });
        try
        {
            await foreach (var notice in notices.Reader.ReadAllAsync(cancellationToken))
            {
                await SayAsync(LiveTexts.Run(notice), cancellationToken);
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
                    if (admitted?.OrganizationId != caller.OrganizationId)
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
