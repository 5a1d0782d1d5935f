using HiveFlow.Identity.ApiKeys;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class KeyOverlapTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("24h", 86_400)]
    [InlineData("30d", 2_592_000)]
    public void An_overlap_is_a_number_and_its_unit(string text, int seconds)
    {
        Assert.True(KeyOverlap.TryParse(text, out var overlap));
        Assert.Equal(TimeSpan.FromSeconds(seconds), overlap);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("24")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("1.5h")]
    [InlineData("1 h")]
    [InlineData("1w")]
    [InlineData("31d")]
    [InlineData("721h")]
    [InlineData("2147483647d")]
    [InlineData("99999999999s")]
    public void Anything_else_and_more_than_30_days_is_none(string? text) => Assert.False(KeyOverlap.TryParse(text, out _));
}
