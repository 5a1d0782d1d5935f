using System.Globalization;

namespace HiveFlow.Metering.Load;

/// <summary>
/// How much processor time a Linux control group leaves this process, as a number of processors: the least of its group and all above it
/// (kernel documents cgroup-v2 <c>cpu.max</c>, cgroup-v1 <c>cpu.cfs_quota_us</c>).
/// </summary>
internal static class ProcessorQuota
{
    private const int MostLevels = 64;

    /// <summary>Reads it; null where there is no limit, or no control group.</summary>
    /// <param name="mount">Where control groups are mounted.</param>
    /// <param name="membership">The file that names the groups of this process.</param>
    public static double? Read(string mount = "/sys/fs/cgroup", string membership = "/proc/self/cgroup")
    {
        try
        {
            return File.Exists(membership)
                ? File.ReadLines(membership).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => LeastOf(mount, parts[1], parts[2])).Min()
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Nothing is known of a limit then.
            return null;
        }
    }

    private static double? LeastOf(string mount, string controllers, string group)
    {
        if (controllers.Length > 0 && !controllers.Split(',').Contains("cpu"))
        {
            return null;
        }

        // Inside a container the names of groups above it may be none of its own; the mount itself is then its group.
        var root = controllers.Length == 0 ? mount : Path.Combine(mount, "cpu");
        double? least = null;
        var left = group.Trim('/');
        for (var level = 0; level < MostLevels; level++)
        {
            if (QuotaOf(Path.Combine(root, left)) is { } quota && (least is null || quota < least))
            {
                least = quota;
            }

            if (left.Length == 0)
            {
                break;
            }

            left = Path.GetDirectoryName(left) ?? string.Empty;
        }

        return least;
    }

    private static double? QuotaOf(string folder)
    {
        var both = TextOf(folder, "cpu.max")?.Split(' ');
        var (quota, period) = both is { Length: 2 } ? (both[0], both[1]) : (TextOf(folder, "cpu.cfs_quota_us"), TextOf(folder, "cpu.cfs_period_us"));
        return long.TryParse(quota, NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            && long.TryParse(period, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) && part > 0 && whole > 0
                ? (double)part / whole
                : null;
    }

    private static string? TextOf(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }
}
