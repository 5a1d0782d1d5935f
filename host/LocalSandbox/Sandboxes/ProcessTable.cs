using System.Collections.Concurrent;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.LocalSandbox.Sandboxes;

/// <summary>The processes of one sandbox that were started from outside; ended ones stay known for 30 s.</summary>
internal sealed class ProcessTable(LiveSandbox sandbox, LocalSandboxOptions options, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<int, (SandboxProcess Process, ITimer? Forget)> _known = new();

    /// <summary>Those that run.</summary>
    public IEnumerable<SandboxProcess> Running => _known.Values.Select(known => known.Process).Where(process => process.End is null);

    /// <summary>Starts one, with a listener from its first byte.</summary>
    /// <exception cref="AgentException">It can't be started.</exception>
    public async Task<(SandboxProcess Process, ProcessListener Listener)> StartAsync(ProcessSpec spec, CancellationToken cancellationToken)
    {
        var request = new AgentRequest
        {
            Op = "start",
            Cmd = spec.Command,
            Args = spec.Arguments,
            Env = sandbox.EnvironmentWith(spec.Environment),
            Cwd = LocalPath.Resolve(spec.Folder ?? LiveSandbox.Home),
            Stdin = spec.HasInput,
        };
        var call = await sandbox.Agent.CallAsync(request, default, cancellationToken);
        AgentMessage started;
        try
        {
            started = await call.NextAsync(cancellationToken);
        }
        catch (AgentException)
        {
            await call.DisposeAsync();
            throw;
        }

        var listener = new ProcessListener();
        var process = new SandboxProcess(sandbox.Agent, call, started.Pid, spec, options.MaxOutputBytes, listener);
        _known[process.Pid] = (process, null);
        _ = ForgetLaterAsync(process);
        return (process, listener);
    }

    /// <summary>One by its number or, if that is null, by its tag.</summary>
    /// <exception cref="AgentException">There is none.</exception>
    public SandboxProcess Find(int? pid, string? tag)
    {
        if (pid is { } number && _known.TryGetValue(number, out var known))
        {
            return known.Process;
        }

        if (pid is not null)
        {
            throw new AgentException("not_found", $"process with pid {pid} not found");
        }

        return _known.Values.Select(known => known.Process).FirstOrDefault(process => process.Spec.Tag == tag)
            ?? throw new AgentException("not_found", $"process with tag '{tag}' not found");
    }

    private async Task ForgetLaterAsync(SandboxProcess process)
    {
        await process.Ended;
        if (!_known.TryGetValue(process.Pid, out var known) || known.Process != process)
        {
            return;
        }

        var timer = time.CreateTimer(_ => Forget(process), null, Remembered, Timeout.InfiniteTimeSpan);
        _known[process.Pid] = (process, timer);
    }

    private void Forget(SandboxProcess process)
    {
        // A later process may have the same number.
        if (_known.TryGetValue(process.Pid, out var known) && known.Process == process)
        {
            _known.TryRemove(KeyValuePair.Create(process.Pid, known));
            known.Forget?.Dispose();
        }
    }
}
