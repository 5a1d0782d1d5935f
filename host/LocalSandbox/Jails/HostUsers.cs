namespace HiveFlow.LocalSandbox.Jails;

/// <summary>
/// Hands out the host's user ids that jails run under: each its own, so that the kernel counts their processes apart and no jail has
/// rights of root or of another jail on the host. Only when the host is root; else every jail is the host's own user.
/// </summary>
internal sealed class HostUsers
{
    private readonly Queue<int>? _free;
    private readonly Lock _gate = new();

    public HostUsers(JailTools tools, LocalSandboxOptions options)
    {
        if (tools.SetPrivileges is not null)
        {
            // Twice over: a jail that is being removed keeps its own until it is gone.
            _free = new Queue<int>(Enumerable.Range(options.FirstHostUser, (options.MaxSandboxes + options.WarmJails) * 2));
        }
    }

    /// <summary>One that nobody has; null when none is needed.</summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public int? Take()
    {
        if (_free is null)
        {
            return null;
        }

        lock (_gate)
        {
            return _free.TryDequeue(out var id) ? id : throw new InvalidOperationException("No host user is free for another jail.");
        }
    }

    /// <summary>Gives one back; the longest unused is taken next.</summary>
    public void Return(int? id)
    {
        if (id is { } value)
        {
            lock (_gate)
            {
                _free!.Enqueue(value);
            }
        }
    }
}
