using System.Threading.Channels;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>One who follows a process. Slow ones slow the process down, as a terminal would.</summary>
internal sealed class ProcessListener : IDisposable
{
    private readonly Channel<AgentMessage> _messages = Channel.CreateBounded<AgentMessage>(32);
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _left;

    public ProcessListener() => _left = _leaving.Token;

    /// <summary>What the process says.</summary>
    public ChannelReader<AgentMessage> Reader => _messages.Reader;

    /// <summary>For the process alone.</summary>
    public ChannelWriter<AgentMessage> Writer => _messages.Writer;

    /// <summary>Gives a message, waiting for room; drops it when the listener has left.</summary>
    public async ValueTask OfferAsync(AgentMessage message)
    {
        try
        {
            await _messages.Writer.WriteAsync(message, _left);
        }
        catch (Exception problem) when (problem is OperationCanceledException or ChannelClosedException)
        {
            // Gone meanwhile.
        }
    }

    /// <summary>Takes no more.</summary>
    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
