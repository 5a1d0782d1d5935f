using System.Globalization;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>
/// Hands out the host's user ids that jails run under: each its own, so that the kernel counts their processes apart and no jail has
/// rights of root or of another jail on the host. Only when the host is root; else every jail is the host's own user.
/// </summary>
internal sealed class HostUsers
{
    private const int Nobody = 65_534;
    private const int LeastOwn = 10_000;
    private readonly Queue<int>? _free;
    private readonly Lock _gate = new();

    public HostUsers(JailTools tools, LocalSandboxOptions options)
    {
        if (tools.SetPrivileges is not null)
        {
            // Twice over: a jail that is being removed keeps its own until it is gone.
            var count = (options.MaxSandboxes + options.WarmJails) * 2;
            _free = new Queue<int>(Enumerable.Range(FirstOf(options.FirstHostUser, count, File.ReadAllText("/proc/self/uid_map")), count));
        }
    }

    /// <summary>
    /// The first of so many ids in a row: the wanted one, or in a user namespace that does not have those the highest that it has,
    /// below 65,534 ("nobody").
    /// </summary>
    /// <param name="wanted">The first one wanted.</param>
    /// <param name="count">How many.</param>
    /// <param name="map">The namespace's ids, as /proc/self/uid_map has them (user_namespaces(7)).</param>
    /// <exception cref="InvalidOperationException">It has not so many.</exception>
    public static int FirstOf(int wanted, int count, string map)
    {
        long best = -1;
        foreach (var line in map.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var first = long.Parse(fields[0], CultureInfo.InvariantCulture);
            var end = first + long.Parse(fields[2], CultureInfo.InvariantCulture);
            if (wanted >= first && wanted + count <= end)
            {
                return wanted;
            }

            var start = Math.Min(end, Nobody) - count;
            best = start >= first ? Math.Max(best, start) : best;
        }

        return best > LeastOwn ? (int)best : throw new InvalidOperationException($"This user namespace has no {count} user ids for jails.");
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
