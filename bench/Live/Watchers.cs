using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;

namespace HiveFlow.Bench.Live;

/// <summary>Clients that watch the run and note how late they have what it tells.</summary>
internal sealed class Watchers : IAsyncDisposable
{
    private const int AtOnce = 64;
    private readonly ConcurrentBag<ClientWebSocket> sockets = [];
    private readonly ConcurrentBag<long[]> lasts = [];
    private readonly ConcurrentBag<List<double>> latencies = [];
    private readonly List<Task> listening = [];

    public static async Task<Watchers> ConnectAsync(HostChild host, int count)
    {
        var watchers = new Watchers();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, token) =>
            {
                var socket = new ClientWebSocket();
                await socket.ConnectAsync(new UriBuilder(host.Address) { Scheme = "ws", Path = "/api/live" }.Uri, token);
                foreach (var text in new[] { $$"""{"type":"auth","token":"{{host.Key}}"}""", $$"""{"type":"subscribe","runId":"{{host.Run}}"}""" })
                {
                    await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, token);
                }

                watchers.sockets.Add(socket);
                var (last, late) = (new long[1], new List<double>());
                watchers.lasts.Add(last);
                watchers.latencies.Add(late);
                var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                lock (watchers.listening)
                {
                    watchers.listening.Add(ListenAsync(socket, last, late, subscribed));
                }

                await subscribed.Task.WaitAsync(TimeSpan.FromMinutes(1), token);
            });
        return watchers;
    }

    /// <summary>Waits until all have the last event, or for so long.</summary>
    public async Task UntilAsync(int events, TimeSpan patience)
    {
        var until = DateTimeOffset.UtcNow + patience;
        while (Complete(events) < lasts.Count && DateTimeOffset.UtcNow < until)
        {
            await Task.Delay(50);
        }
    }

    // The run's first event says that it was accepted.
    public int Complete(int events) => lasts.Count(l => Volatile.Read(ref l[0]) >= events + 1);

    public (double P50, double P99, double Worst, int Pages) Late()
    {
        var all = latencies.SelectMany(l => { lock (l) { return l.ToArray(); } }).Order().ToArray();
        return all.Length == 0 ? default : (all[all.Length / 2], all[(int)(all.Length * 0.99)], all[^1], all.Length);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in sockets)
        {
            socket.Abort();
            socket.Dispose();
        }

        await Task.WhenAll(listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task ListenAsync(ClientWebSocket socket, long[] last, List<double> late, TaskCompletionSource subscribed)
    {
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                if (length == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                part = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                length += part.Count;
            }
            while (!part.EndOfMessage);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            Note(buffer.AsSpan(0, length), last, late, subscribed);
        }
    }

    // Enough of the text is looked at and no more: two thousand clients share the cores with the server.
    private static void Note(ReadOnlySpan<byte> message, long[] last, List<double> late, TaskCompletionSource subscribed)
    {
        var (seq, at) = (message.LastIndexOf("\"seq\":"u8), message.IndexOf("\"at\":\""u8));
        if (seq < 0 || at < 0)
        {
            if (message.IndexOf("\"subscribed\""u8) >= 0)
            {
                subscribed.TrySetResult();
            }

            return;
        }

        if (!Utf8Parser.TryParse(message[(seq + 6)..], out long number, out _))
        {
            return;
        }

        var end = message[(at + 6)..].IndexOf((byte)'"');
        var said = DateTimeOffset.Parse(Encoding.ASCII.GetString(message.Slice(at + 6, end)), System.Globalization.CultureInfo.InvariantCulture);
        if (number > 1)
        {
            lock (late)
            {
                late.Add((DateTimeOffset.UtcNow - said).TotalMilliseconds);
            }
        }

        Volatile.Write(ref last[0], number);
    }
}
