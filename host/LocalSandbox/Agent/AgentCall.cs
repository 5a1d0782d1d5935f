using System.Text.Json;
using System.Threading.Channels;

namespace HiveFlow.LocalSandbox.Agent;

/// <summary>One request and everything the agent says about it, in order.</summary>
internal sealed class AgentCall(AgentChannel channel, int id) : IAsyncDisposable
{
    // The agent sends at most 256 KiB, and 256 bytes a frame, beyond what was acknowledged.
    private const int MostWaiting = 2048;
    private const int FrameCost = 256;
    private const int AcknowledgeFrom = 64 * 1024;

    private readonly Channel<AgentMessage> _messages =
        Channel.CreateBounded<AgentMessage>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, SingleWriter = true });

    private long _owed;

    /// <summary>The request's number.</summary>
    public int Id { get; } = id;

    /// <summary>The next message; an <c>error</c> is thrown.</summary>
    /// <exception cref="AgentException">The agent refused.</exception>
    /// <exception cref="JailGoneException">The jail has ended.</exception>
    public async ValueTask<AgentMessage> NextAsync(CancellationToken cancellationToken)
    {
        AgentMessage message;
        try
        {
            message = await _messages.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw new JailGoneException();
        }

        if (message.Kind == "error")
        {
            var code = message.Code.ValueKind == JsonValueKind.String ? message.Code.GetString()! : "internal";
            throw new AgentException(code, message.Message ?? "The agent refused.");
        }

        if (message.Kind is "out" or "event" or "watch")
        {
            _owed += message.Body.Length + FrameCost;
            if (_owed >= AcknowledgeFrom)
            {
                var owed = _owed;
                _owed = 0;
                await channel.SendAsync(new AgentRequest { Op = "ack", Id = Id, N = owed }, default, cancellationToken);
            }
        }

        return message;
    }

    /// <summary>Whether there was room.</summary>
    public bool Offer(AgentMessage message) => _messages.Writer.TryWrite(message);

    /// <summary>No more messages come.</summary>
    public void Complete() => _messages.Writer.TryComplete();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        channel.Forget(Id);
        return default;
    }
}
