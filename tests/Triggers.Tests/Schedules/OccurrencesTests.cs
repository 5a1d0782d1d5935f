using System.Globalization;
using HiveFlow.Triggers.Schedules;

namespace HiveFlow.Triggers.Tests.Schedules;

public sealed class OccurrencesTests
{
    [Theory]
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("America/New_York", "30 2 * * *", "2026-03-07T12:00Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z")]
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T10:00Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z")]
    [InlineData("Africa/Cairo", "30 0 * * *", "2026-04-23T12:00Z", "2026-04-23T22:00Z", "2026-04-24T21:30Z")]
    [InlineData("UTC", "30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T02:30Z", "2026-03-30T02:30Z")]
    public void In_spring_a_time_that_does_not_exist_runs_once_at_the_next_valid_instant(
        string zone, string cron, string after, string first, string second) => Assert.Equal([At(first), At(second)], Cron(cron, zone).List(At(after), 2));

    [Theory]
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("America/New_York", "30 1 * * *", "2026-10-31T12:00Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T10:00Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z")]
    [InlineData("Africa/Cairo", "30 23 * * *", "2026-10-29T12:00Z", "2026-10-29T20:30Z", "2026-10-30T21:30Z")]
    [InlineData("UTC", "30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T02:30Z", "2026-10-26T02:30Z")]
    public void In_autumn_a_repeated_time_runs_once(string zone, string cron, string after, string first, string second) =>
        Assert.Equal([At(first), At(second)], Cron(cron, zone).List(At(after), 2));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T22:00Z")]
    [InlineData("Europe/Berlin", "2026-10-24T22:00Z")]
    [InlineData("America/New_York", "2026-03-08T04:00Z")]
    [InlineData("America/New_York", "2026-11-01T04:00Z")]
    [InlineData("Africa/Cairo", "2026-04-23T20:00Z")]
    [InlineData("Africa/Cairo", "2026-10-29T18:00Z")]
    public void A_rhythm_of_half_hours_keeps_its_spacing(string zone, string after)
    {
        var list = Cron("*/30 * * * *", zone).List(At(after), 12);
        Assert.All(list.Zip(list.Skip(1)), pair => Assert.Equal(TimeSpan.FromMinutes(30), pair.Second - pair.First));
    }

    [Fact]
    public void An_interval_keeps_its_spacing_whatever_clocks_do()
    {
        var timing = new ScheduleTiming { EverySeconds = 7 * 3600, Anchor = At("2026-03-28T00:00Z") };
        var list = Occurrences.Of(timing)!.List(At("2026-03-28T00:00Z"), 10);
        Assert.Equal(At("2026-03-28T07:00Z"), list[0]);
        Assert.All(list.Zip(list.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(7), pair.Second - pair.First));
    }

    [Fact]
    public void From_is_the_first_occurrence_of_an_interval_and_until_is_after_the_last()
    {
        var timing = new ScheduleTiming { EverySeconds = 3600, From = At("2026-01-01T00:00Z"), Until = At("2026-01-01T02:00Z") };
        Assert.Equal([At("2026-01-01T00:00Z"), At("2026-01-01T01:00Z")], Occurrences.Of(timing)!.List(At("2025-01-01T00:00Z"), 10));
    }

    [Theory]
    [InlineData("@hourly", "2026-01-01T01:00Z")]
    [InlineData("@daily", "2026-01-02T00:00Z")]
    [InlineData("@weekly", "2026-01-04T00:00Z")]
    [InlineData("15 0 12 * * *", "2026-01-01T12:00:15Z")]
    public void Macros_and_six_fields_are_taken(string cron, string next) => Assert.Equal(At(next), Cron(cron, "UTC").Next(At("2026-01-01T00:30Z")));

    [Fact]
    public void Jitter_is_within_its_bound_and_the_same_each_time()
    {
        var occurrences = Occurrences.Of(new ScheduleTiming { Cron = "0 * * * *", JitterSeconds = 600 })!;
        var list = occurrences.List(At("2026-01-01T00:00Z"), 50);
        Assert.All(list, at => Assert.InRange(occurrences.DueAt("s", at) - at, TimeSpan.Zero, TimeSpan.FromMinutes(10)));
        Assert.All(list, at => Assert.Equal(occurrences.DueAt("s", at), occurrences.DueAt("s", at)));
        Assert.True(list.Select(at => occurrences.DueAt("s", at) - at).Distinct().Count() > 40);
    }

    [Fact]
    public void The_latest_of_a_year_of_minutes_are_found_without_walking_the_year()
    {
        var list = Cron("* * * * *", "UTC").Latest(At("2026-01-01T00:00Z"), At("2027-01-01T00:00Z"), 3);
        Assert.Equal([At("2026-12-31T23:58Z"), At("2026-12-31T23:59Z"), At("2027-01-01T00:00Z")], list);
    }

    private static Occurrences Cron(string cron, string zone) => Occurrences.Of(new ScheduleTiming { Cron = cron, TimeZone = zone })!;

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
