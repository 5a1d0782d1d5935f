using System.Net.WebSockets;

namespace HiveFlow.Functions.Live;

/// <summary>One WebSocket: whole messages in, whole messages out, one at a time each way.</summary>
internal sealed class LiveSocket(WebSocket socket, int maxMessageBytes) : IDisposable
{
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(5);

    // A client that takes nothing for so long is given up: it comes again and reads what it missed from the store.
    private static readonly TimeSpan SendPatience = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim sending = new(1, 1);
    private readonly byte[] buffer = new byte[maxMessageBytes + 1];
    private Task pending = Task.CompletedTask;

    /// <summary>Sends a message; waits for the client to take what was sent before.</summary>
    /// <exception cref="WebSocketException">The connection is gone, or takes nothing.</exception>
    public async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        await sending.WaitAsync(cancellationToken);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(SendPatience);
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }
        finally
        {
            sending.Release();
        }
    }

    /// <summary>The next message; null when the client has closed or is gone. A fault says what it did wrong, as a close code.</summary>
    public async Task<(LiveMessage? Message, int Fault)> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                // Never cancelled itself: that would cut the connection before it can be closed with a reason.
                var receiving = socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None).AsTask();
                pending = receiving;
                part = await receiving.WaitAsync(cancellationToken);
            }
            catch (WebSocketException)
            {
                return (null, 0);
            }

            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (null, 0);
            }

            length += part.Count;
            if (length > maxMessageBytes)
            {
                return (null, LiveCodes.TooBig);
            }

            if (part.EndOfMessage)
            {
                return part.MessageType == WebSocketMessageType.Text && LiveRules.Read(buffer.AsSpan(0, length)) is { } message
                    ? (message, 0)
                    : (null, LiveCodes.Malformed);
            }
        }
    }

    /// <summary>Closes; does not wait long for a client that does not answer.</summary>
    public async Task CloseAsync(int code, string reason)
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                using var patience = new CancellationTokenSource(ClosePatience);
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, patience.Token);
                await pending.WaitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        _ = pending.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        sending.Dispose();
    }
}
