using System.Globalization;
using HiveFlow.Host.Timers;
using Microsoft.Extensions.Configuration;

namespace HiveFlow.Host.Tests.Timers;

public sealed class TimerScheduleTests
{
    private static readonly IConfiguration NoSettings = new ConfigurationBuilder().Build();

    [Theory]
    [InlineData("0 */5 * * * *", "2026-01-02T03:00:00Z", "2026-01-02T03:05:00Z")]
    [InlineData("*/5 * * * *", "2026-01-02T03:00:00Z", "2026-01-02T03:05:00Z")]
    [InlineData("30 * * * * *", "2026-01-02T03:00:30Z", "2026-01-02T03:01:30Z")]
    [InlineData("0 0 0 * * 0", "2026-01-02T03:00:00Z", "2026-01-04T00:00:00Z")]
    [InlineData("0 0 9 * * Mon-Fri", "2026-01-02T09:00:00Z", "2026-01-05T09:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2026-01-02T03:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 0 1 Jan *", "2026-01-02T03:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("00:10:00", "2026-01-02T03:00:03Z", "2026-01-02T03:10:03Z")]
    [InlineData("1.00:00:00", "2026-01-02T03:00:00Z", "2026-01-03T03:00:00Z")]
    public void The_next_time_is_the_first_after_the_given_one(string schedule, string from, string expected)
    {
        var read = TimerSchedule.TryRead(schedule, NoSettings, out var fault);
        Assert.Null(fault);
        Assert.Equal(Utc(expected), read!.Next(Utc(from)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@daily")]
    [InlineData("* * * *")]
    [InlineData("0 0 0 L * *")]
    [InlineData("0 0 0 ? * *")]
    [InlineData("0 61 * * * *")]
    [InlineData("-00:01:00")]
    [InlineData("00:00:00")]
    public void What_the_Functions_host_cannot_read_is_a_fault(string schedule)
    {
        Assert.Null(TimerSchedule.TryRead(schedule, NoSettings, out var fault));
        Assert.Contains("NCRONTAB", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*/10 * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("0,30 * * * * *", true)]
    [InlineData("*/10 5 * * * *", false)]
    [InlineData("00:00:30", true)]
    [InlineData("00:01:00", false)]
    public void What_comes_more_than_once_a_minute_is_not_monitored(string schedule, bool often) =>
        Assert.Equal(often, TimerSchedule.TryRead(schedule, NoSettings, out _)!.IsTooOftenToMonitor(Utc("2026-01-02T03:00:00Z")));

    private static DateTime Utc(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
}
