using HiveFlow.Flows.Graph;

namespace HiveFlow.Flows.Tests.Graph;

public sealed class DurationTextFacts
{
    [Theory]
    [InlineData("5", 5_000)]
    [InlineData("0.25", 250)]
    [InlineData("\"30\"", 30_000)]
    [InlineData("\"500ms\"", 500)]
    [InlineData("\"1.5s\"", 1_500)]
    [InlineData("\" 5 m \"", 300_000)]
    [InlineData("\"2h\"", 7_200_000)]
    [InlineData("\"1d\"", 86_400_000)]
    public void Seconds_and_texts_with_units_are_durations(string json, double milliseconds)
    {
        Assert.True(DurationText.TryRead(Types.Json(json), out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1e400")]
    [InlineData("\"\"")]
    [InlineData("\"s\"")]
    [InlineData("\"-5s\"")]
    [InlineData("\"5 weeks\"")]
    [InlineData("\"1e3s\"")]
    [InlineData("\"99999d\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Everything_else_is_none(string json) => Assert.False(DurationText.TryRead(Types.Json(json), out _));
}
