using HiveFlow.Processors.Dates;

namespace HiveFlow.Processors.Tests.Dates;

public sealed class DateTimeProcessorTests
{
    private readonly DateTimeProcessor _dates = new();

    [Theory]
    [InlineData("\"2026-03-01T09:00:00+01:00\"", "UTC", "2026-03-01T08:00:00Z")]
    [InlineData("\"2026-03-01T09:00:00Z\"", "Europe/Berlin", "2026-03-01T10:00:00+01:00")]
    [InlineData("\"2026-03-01T09:00+01:00\"", "Europe/Berlin", "2026-03-01T09:00:00+01:00")]
    [InlineData("\"2026-07-01T09:00\"", "America/New_York", "2026-07-01T09:00:00-04:00")]
    [InlineData("\"2026-07-01 09:00:01.5\"", "UTC", "2026-07-01T09:00:01.5Z")]
    [InlineData("\"2026-07-01\"", "Asia/Kolkata", "2026-07-01T00:00:00+05:30")]
    [InlineData("1767225600000", "UTC", "2026-01-01T00:00:00Z")]
    [InlineData("\"2026-03-29T02:30\"", "Europe/Berlin", "2026-03-29T03:30:00+02:00")]
    [InlineData("\"2026-10-25T02:30\"", "Europe/Berlin", "2026-10-25T02:30:00+02:00")]
    public void A_time_is_read_and_shown_in_the_zone(string value, string zone, string expected) =>
        Assert.Equal(expected, _dates.Run($$"""{"operation":"convert","zone":"{{zone}}"}""", value).Output.GetString());

    [Fact]
    public void A_time_is_taken_apart() => Step.AssertOutput(
        """{"iso":"2026-03-01T10:00:00+01:00","unixMs":1772355600000,"zone":"Europe/Berlin","year":2026,"month":3,"day":1,"hour":10,"minute":0,"second":0,"weekday":7,"dayOfYear":60,"week":9}""",
        _dates.Run("""{"operation":"parse","value":"2026-03-01T09:00:00Z","zone":"Europe/Berlin"}"""));

    [Theory]
    [InlineData("01.03.2026 09:30", "dd.MM.uuuu HH:mm", "2026-03-01T09:30:00Z")]
    [InlineData("Mar 1 2026", "MMM d uuuu", "2026-03-01T00:00:00Z")]
    [InlineData("01.03.2026 09:30 +02", "dd.MM.uuuu HH:mm o<+HH>", "2026-03-01T07:30:00Z")]
    public void Other_forms_are_read_by_a_pattern(string value, string pattern, string expected) =>
        Assert.Equal(expected, _dates.Run($$"""{"operation":"parse","value":"{{value}}","pattern":"{{pattern}}"}""").Output.GetProperty("iso").GetString());

    [Theory]
    [InlineData("dd.MM.uuuu HH:mm", "UTC", "01.03.2026 09:05")]
    [InlineData("ddd, d MMMM uuuu", "UTC", "Sun, 1 March 2026")]
    [InlineData("HH:mm z", "Asia/Tokyo", "18:05 Asia/Tokyo")]
    public void A_time_is_written_by_a_pattern(string pattern, string zone, string expected) =>
        Assert.Equal(expected, _dates.Run($$"""{"operation":"format","zone":"{{zone}}","pattern":"{{pattern}}"}""", "\"2026-03-01T09:05:00Z\"").Output.GetString());

    [Theory]
    [InlineData("""{"months":1}""", "2026-01-31T10:00", "2026-02-28T10:00:00+01:00")]
    [InlineData("""{"days":1}""", "2026-03-28T10:00", "2026-03-29T10:00:00+02:00")]
    [InlineData("""{"hours":24}""", "2026-03-28T10:00", "2026-03-29T11:00:00+02:00")]
    [InlineData("""{"years":-1,"weeks":1}""", "2026-02-01T10:00", "2025-02-08T10:00:00+01:00")]
    [InlineData("""{"minutes":-90,"seconds":1}""", "2026-02-01T10:00", "2026-02-01T08:30:01+01:00")]
    [InlineData("""{"seconds":1}""", "2026-10-25T00:59:59Z", "2026-10-25T02:00:00+01:00")]
    public void Days_are_of_the_calendar_and_hours_elapse(string amount, string value, string expected) =>
        Assert.Equal(expected, _dates.Run($$"""{"operation":"add","zone":"Europe/Berlin","amount":{{amount}}}""", $"\"{value}\"").Output.GetString());

    [Theory]
    [InlineData("2026-01-31", "2026-02-27", "month", 0)]
    [InlineData("2026-01-31", "2026-03-01", "month", 1)]
    [InlineData("2026-03-28T12:00", "2026-03-29T12:00", "day", 1)]
    [InlineData("2026-03-28T12:00", "2026-03-29T12:00", "hour", 23)]
    [InlineData("2026-03-02", "2026-03-01", "day", -1)]
    [InlineData("2025-03-02", "2026-03-01", "year", 0)]
    [InlineData("2026-03-01", "2026-03-15", "week", 2)]
    [InlineData("2026-03-01T00:00:00", "2026-03-01T00:00:01.9Z", "millisecond", 3601900)]
    public void A_difference_is_counted_in_whole_units(string value, string to, string unit, long expected) =>
        Assert.Equal(expected, _dates.Run($$"""{"operation":"diff","zone":"Europe/Berlin","value":"{{value}}","to":"{{to}}","unit":"{{unit}}"}""").Output.GetInt64());

    [Theory]
    [InlineData("year", "2026-01-01T00:00:00+01:00", "2026-12-31T23:59:59.999+01:00")]
    [InlineData("quarter", "2026-01-01T00:00:00+01:00", "2026-03-31T23:59:59.999+02:00")]
    [InlineData("month", "2026-03-01T00:00:00+01:00", "2026-03-31T23:59:59.999+02:00")]
    [InlineData("week", "2026-03-23T00:00:00+01:00", "2026-03-29T23:59:59.999+02:00")]
    [InlineData("day", "2026-03-29T00:00:00+01:00", "2026-03-29T23:59:59.999+02:00")]
    [InlineData("hour", "2026-03-29T12:00:00+02:00", "2026-03-29T12:59:59.999+02:00")]
    [InlineData("minute", "2026-03-29T12:34:00+02:00", "2026-03-29T12:34:59.999+02:00")]
    public void A_period_has_a_start_and_an_end(string unit, string start, string end)
    {
        const string value = "\"2026-03-29T12:34:56.789\"";

        Assert.Equal(start, _dates.Run($$"""{"operation":"startOf","zone":"Europe/Berlin","unit":"{{unit}}"}""", value).Output.GetString());
        Assert.Equal(end, _dates.Run($$"""{"operation":"endOf","zone":"Europe/Berlin","unit":"{{unit}}"}""", value).Output.GetString());
    }

    [Theory]
    [InlineData("{}", "\"2026-03-01\"", "operation")]
    [InlineData("""{"operation":"parse"}""", "\"yesterday\"", "value")]
    [InlineData("""{"operation":"parse"}""", "\"0000-01-01\"", "value")]
    [InlineData("""{"operation":"parse"}""", "9223372036854775807", "value")]
    [InlineData("""{"operation":"parse"}""", "{}", "value")]
    [InlineData("""{"operation":"parse","pattern":"dd.MM.uuuu"}""", "\"2026-03-01\"", "value")]
    [InlineData("""{"operation":"parse","pattern":"QQQQ"}""", "\"2026-03-01\"", "pattern")]
    [InlineData("""{"operation":"format"}""", "\"2026-03-01\"", "pattern")]
    [InlineData("""{"operation":"format","pattern":"QQQQ"}""", "\"2026-03-01\"", "pattern")]
    [InlineData("""{"operation":"convert","zone":"Europe/Nowhere"}""", "\"2026-03-01\"", "zone")]
    [InlineData("""{"operation":"convert","zone":"CET+1"}""", "\"2026-03-01\"", "zone")]
    [InlineData("""{"operation":"add"}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"add","amount":{"decades":1}}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"add","amount":{"days":"1"}}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"add","amount":{"days":1.5}}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"add","amount":{"years":9000}}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"add","amount":{"days":10000000}}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"add","amount":{"hours":100000000000}}""", "\"2026-03-01\"", "amount")]
    [InlineData("""{"operation":"diff"}""", "\"2026-03-01\"", "to")]
    [InlineData("""{"operation":"diff","to":"2026-03-01","unit":"quarter"}""", "\"2026-03-01\"", "unit")]
    [InlineData("""{"operation":"startOf","unit":"second"}""", "\"2026-03-01\"", "unit")]
    public void What_makes_no_sense_is_named(string settings, string input, string setting) => Step.AssertSettingFault(setting, _dates.Run(settings, input));
}
