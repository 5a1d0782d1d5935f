using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using HiveFlow.LocalSandbox.Agent;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>One running jail with its agent. Disposing kills everything in it and waits until it is gone.</summary>
internal sealed partial class Jail : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ProcessHandle? _first;
    private readonly Action _released;
    private readonly Lock _gate = new();
    private Task? _disposing;

    private Jail(Process process, ProcessHandle? first, AgentChannel agent, Action released)
    {
        _process = process;
        _first = first;
        _released = released;
        Agent = agent;
    }

    /// <summary>Its agent.</summary>
    public AgentChannel Agent { get; }

    /// <summary>Starts one and waits for its agent.</summary>
    /// <exception cref="JailStartException">It did not start; the message says why.</exception>
    public static async Task<Jail> StartAsync(JailHost host, CancellationToken cancellationToken)
    {
        var user = host.Users.Take();
        var path = Path.Combine(host.Workspace.Root, Guid.NewGuid().ToString("N") + ".sock");
        Process? process = null;
        ProcessHandle? first = null;
        AgentChannel? agent = null;
        var release = () =>
        {
            File.Delete(path);
            host.Users.Return(user);
        };
        try
        {
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            UnixAccess.Set(path, UnixAccess.OwnerOnly);
            if (user is { } id && ChangeOwner(path, id, id) != 0)
            {
                throw new JailStartException("The socket of a jail can't be given to its user.");
            }

            listener.Listen(1);
            process = await host.Launcher.StartAsync(JailCommand.Build(host, path, user), cancellationToken);
            var errors = new JailStatus(process.StandardError);
            first = await errors.ReadFirstProcessAsync(cancellationToken) is { } pid ? ProcessHandle.TryOpen(pid) : null;
            agent = new AgentChannel(await AcceptAsync(listener, process, errors, cancellationToken), host.Time);
            await agent.Ready.WaitAsync(cancellationToken);
            return new Jail(process, first, agent, release);
        }
        catch (Exception problem) when (IsExpected(problem))
        {
            await EndAsync(process, first);
            if (agent is not null)
            {
                await agent.DisposeAsync();
            }

            release();
            throw problem as JailStartException ?? new JailStartException("A jail did not start in time or broke off.", problem);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposing ??= DisposeOnceAsync();
        }

        return new ValueTask(_disposing);
    }

    private static bool IsExpected(Exception problem) =>
        problem is JailStartException or JailGoneException or OperationCanceledException or SocketException or IOException;

    private async Task DisposeOnceAsync()
    {
        await EndAsync(_process, _first);
        await Agent.DisposeAsync();
        _released();
    }

    private static async Task<Socket> AcceptAsync(Socket listener, Process process, JailStatus status, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepted = listener.AcceptAsync(stop.Token).AsTask();
        var exited = process.WaitForExitAsync(stop.Token);
        if (await Task.WhenAny(accepted, exited) == accepted)
        {
            await stop.CancelAsync();
            return await accepted;
        }

        cancellationToken.ThrowIfCancellationRequested();
        await stop.CancelAsync();
        throw new JailStartException("bubblewrap can't make a jail here: " + await status.ReadRestAsync());
    }

    private static async Task EndAsync(Process? process, ProcessHandle? first)
    {
        if (process is null)
        {
            return;
        }

        // The jail's own first process: with it the kernel kills its whole process namespace. Killing bubblewrap's outer process
        // instead can leave the inside running. The outer one ends when it has reaped the inner one.
        first?.End();
        if (first is null)
        {
            process.Kill();
        }

        using var limit = new CancellationTokenSource(EndLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }

        first?.Dispose();
        process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, int user, int group);
}
