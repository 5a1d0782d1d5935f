using System.Globalization;
using System.Text.RegularExpressions;
using NCrontab;

namespace HiveFlow.Host.Timers;

/// <summary>
/// When a timer function runs: NCRONTAB of six fields (<c>s m h D M d</c>) or five (no seconds), or a fixed interval. All in
/// UTC, as on the Functions host unless a zone is set there.
/// </summary>
internal sealed partial class TimerSchedule
{
    private readonly CrontabSchedule? cron;
    private readonly TimeSpan interval;

    private TimerSchedule(CrontabSchedule? cron, TimeSpan interval)
    {
        this.cron = cron;
        this.interval = interval;
    }

    /// <summary>
    /// Reads a schedule as an attribute has it; <c>%name%</c> is replaced by the setting of that name.
    /// </summary>
    /// <param name="text">The attribute's text.</param>
    /// <param name="settings">Where names are looked up.</param>
    /// <param name="fault">What is wrong with it, when null is returned.</param>
    public static TimerSchedule? TryRead(string text, IConfiguration settings, out string? fault)
    {
        string? missing = null;
        var resolved = SettingName().Replace(text, match =>
        {
            var value = settings[match.Groups[1].Value];
            missing ??= string.IsNullOrWhiteSpace(value) ? match.Groups[1].Value : null;
            return value ?? string.Empty;
        });
        fault = missing is null ? null : $"its schedule needs the setting '{missing}', which has no value.";
        if (missing is not null)
        {
            return null;
        }

        var fields = resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        if (CrontabSchedule.TryParse(resolved, new CrontabSchedule.ParseOptions { IncludingSeconds = fields != 5 }) is { } cron)
        {
            return new TimerSchedule(cron, TimeSpan.Zero);
        }

        if (TimeSpan.TryParse(resolved, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero)
        {
            return new TimerSchedule(null, interval);
        }

        fault = $"'{resolved}' is neither an NCRONTAB expression of five or six fields nor a positive time span.";
        return null;
    }

    /// <summary>The first occurrence after <paramref name="time"/>.</summary>
    public DateTime Next(DateTime time) => cron?.GetNextOccurrence(time) ?? time + interval;

    /// <summary>Whether it comes more than once a minute, and its state is not worth keeping.</summary>
    public bool IsTooOftenToMonitor(DateTime now)
    {
        if (cron is null)
        {
            return interval < TimeSpan.FromMinutes(1);
        }

        var onlySecondsRestrict = cron.ToString().Split(' ').Skip(1).All(field => field == "*");
        return onlySecondsRestrict && cron.GetNextOccurrences(now, now.AddSeconds(61)).Skip(1).Any();
    }

    [GeneratedRegex("%([^%]+)%", RegexOptions.CultureInvariant)]
    private static partial Regex SettingName();
}
