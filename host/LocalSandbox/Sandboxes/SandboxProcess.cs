using System.Collections.Concurrent;
using System.Threading.Channels;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>A process in a sandbox. Lives on when nobody listens; its output is then dropped.</summary>
internal sealed class SandboxProcess
{
    private readonly AgentCall _call;
    private readonly AgentChannel _agent;
    private readonly long _mostOutput;
    private readonly ConcurrentDictionary<ProcessListener, byte> _listeners = new();
    private readonly Lock _gate = new();

    public SandboxProcess(AgentChannel agent, AgentCall call, int pid, ProcessSpec spec, long mostOutput, ProcessListener first)
    {
        _agent = agent;
        _call = call;
        _mostOutput = mostOutput;
        Pid = pid;
        Spec = spec;
        _listeners[first] = 0;
        Ended = Task.Run(PumpAsync);
    }

    /// <summary>Its number inside the jail.</summary>
    public int Pid { get; }

    /// <summary>What was started.</summary>
    public ProcessSpec Spec { get; }

    /// <summary>Its last message; null while it runs.</summary>
    public AgentMessage? End { get; private set; }

    /// <summary>Over with the process.</summary>
    public Task Ended { get; }

    /// <summary>Listens from now on; a process that has ended says so at once.</summary>
    public ProcessListener Listen()
    {
        var listener = new ProcessListener();
        lock (_gate)
        {
            if (End is not null)
            {
                listener.Writer.TryWrite(End);
                listener.Writer.TryComplete();
            }
            else
            {
                _listeners[listener] = 0;
            }
        }

        return listener;
    }

    /// <summary>Stops listening.</summary>
    public void Leave(ProcessListener listener)
    {
        _listeners.TryRemove(listener, out _);
        listener.Dispose();
    }

    /// <summary>Kills it after so long, whether anyone listens or not.</summary>
    public void KillAfter(TimeSpan limit, TimeProvider time)
    {
        var timer = time.CreateTimer(_ => _ = KillAsync(), null, limit, Timeout.InfiniteTimeSpan);
        _ = StopAsync(timer);
    }

    /// <summary>Sends a signal to it and all it has started in its session.</summary>
    public async Task SignalAsync(string name, CancellationToken cancellationToken) =>
        await _agent.AskAsync(new AgentRequest { Op = "signal", Process = _call.Id, Signal = name }, default, cancellationToken);

    /// <summary>Writes to its standard input; over when it has taken all.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        const int piece = 256 * 1024;
        for (var at = 0; at == 0 || at < data.Length; at += piece)
        {
            var part = data.Slice(at, Math.Min(piece, data.Length - at));
            await _agent.AskAsync(new AgentRequest { Op = "input", Process = _call.Id }, part, cancellationToken);
        }
    }

    /// <summary>Ends its standard input.</summary>
    public async Task CloseInputAsync(CancellationToken cancellationToken) =>
        await _agent.AskAsync(new AgentRequest { Op = "closeInput", Process = _call.Id }, default, cancellationToken);

    private async Task StopAsync(ITimer timer)
    {
        await Ended;
        await timer.DisposeAsync();
    }

    private async Task KillAsync()
    {
        try
        {
            await SignalAsync("SIGKILL", CancellationToken.None);
        }
        catch (Exception problem) when (problem is AgentException or JailGoneException)
        {
            // It has ended by itself.
        }
    }

    private async Task PumpAsync()
    {
        await using (_call)
        {
            AgentMessage? message = null;
            try
            {
                long written = 0;
                while (message?.Kind != "end")
                {
                    message = await _call.NextAsync(CancellationToken.None);
                    written += message.Body.Length;
                    if (written > _mostOutput)
                    {
                        // Once; what is on its way still comes.
                        written = long.MinValue;
                        await KillAsync();
                    }

                    if (message.Kind == "end")
                    {
                        Finish(message);
                    }

                    foreach (var listener in _listeners.Keys)
                    {
                        await listener.OfferAsync(message);
                    }
                }
            }
            catch (Exception problem) when (problem is JailGoneException or AgentException)
            {
                Finish(null);
            }

            foreach (var listener in _listeners.Keys)
            {
                listener.Writer.TryComplete();
            }
        }
    }

    private void Finish(AgentMessage? end)
    {
        lock (_gate)
        {
            End = end ?? new AgentMessage { Kind = "gone" };
        }
    }
}
