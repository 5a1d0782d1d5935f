using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace HiveFlow.LocalSandbox.Agent;

/// <summary>The socket to the agent of one jail, shared by all its requests.</summary>
internal sealed class AgentChannel : IAsyncDisposable
{
    // An agent that takes no bytes for so long has been taken over or is stopped.
    private static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(15);

    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentDictionary<int, AgentCall> _calls = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private int _lastId;
    private volatile bool _ended;

    public AgentChannel(Socket socket, TimeProvider time)
    {
        _time = time;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 64 * 1024));
        _writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(leaveOpen: true));
        Ended = Task.Run(ReadAsync);
    }

    /// <summary>Over when the agent is no longer there.</summary>
    public Task Ended { get; }

    /// <summary>Over when the agent takes requests.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The last limit of the whole jail that struck; null: none.</summary>
    public string? LimitReached { get; private set; }

    /// <summary>Sends a request of its own number.</summary>
    public async ValueTask<AgentCall> CallAsync(AgentRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref _lastId);
        var call = new AgentCall(this, id);
        _calls[id] = call;
        if (_ended)
        {
            call.Complete();
        }

        try
        {
            await SendAsync(request with { Id = id }, body, cancellationToken);
        }
        catch
        {
            Forget(id);
            throw;
        }

        return call;
    }

    /// <summary>A request with one answer.</summary>
    public async ValueTask<AgentMessage> AskAsync(AgentRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await using var call = await CallAsync(request, body, cancellationToken);
        return await call.NextAsync(cancellationToken);
    }

    /// <summary>Sends a frame as it is.</summary>
    /// <exception cref="JailGoneException">The jail has ended.</exception>
    public async ValueTask SendAsync(AgentRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            if (_ended)
            {
                throw new JailGoneException();
            }

            AgentFrames.Write(_writer, request, body.Span);
            using var limit = new CancellationTokenSource(SendLimit, _time);
            // Not the caller's token: half a frame would spoil all that follows.
            await _writer.FlushAsync(limit.Token);
        }
        catch (Exception problem) when (problem is IOException or OperationCanceledException or ObjectDisposedException)
        {
            await _stream.DisposeAsync();
            throw new JailGoneException();
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Drops what the agent still says about a request.</summary>
    public void Forget(int id) => _calls.TryRemove(id, out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        await Ended;
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                var read = await _reader.ReadAsync();
                var buffer = read.Buffer;
                while (AgentFrames.TryRead(ref buffer, out var message))
                {
                    Take(message);
                }

                _reader.AdvanceTo(buffer.Start, read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (Exception)
        {
            // The jail is over, or must be: whatever is wrong with what it says.
        }
        finally
        {
            _ended = true;
            await _stream.DisposeAsync();
            _ready.TrySetException(new JailGoneException());
            _ = _ready.Task.Exception;
            foreach (var call in _calls.Values)
            {
                call.Complete();
            }
        }
    }

    private void Take(AgentMessage message)
    {
        if (message.Id == 0)
        {
            if (message.Kind == "ready")
            {
                _ready.TrySetResult();
            }
            else if (message.Kind == "limit")
            {
                LimitReached = message.Why;
            }
        }
        else if (_calls.TryGetValue(message.Id, out var call) && !call.Offer(message))
        {
            throw new InvalidDataException("The agent sends more than it was allowed to.");
        }
    }
}
