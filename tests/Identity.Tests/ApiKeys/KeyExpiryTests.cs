using HiveFlow.Identity.ApiKeys;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class KeyExpiryTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("never", null)]
    [InlineData("30d", "2026-03-31T12:00:00Z")]
    [InlineData("1d", "2026-03-02T12:00:00Z")]
    [InlineData("2026-04-01", "2026-04-01T00:00:00Z")]
    [InlineData("2026-04-01T10:00:00Z", "2026-04-01T10:00:00Z")]
    [InlineData("2026-04-01T10:00:00.250+02:00", "2026-04-01T08:00:00.250Z")]
    public void A_lifetime_is_never_days_or_a_date(string text, string? expiresAt)
    {
        Assert.True(KeyExpiry.TryParse(text, Now, out var parsed));
        Assert.Equal(expiresAt is null ? null : DateTimeOffset.Parse(expiresAt, null), parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Never")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("3651d")]
    [InlineData("99999999999999d")]
    [InlineData("30")]
    [InlineData("2026-02-28")]
    [InlineData("2126-01-01")]
    [InlineData("tomorrow")]
    [InlineData("01/04/2026")]
    public void Anything_else_and_the_past_is_refused(string text) => Assert.False(KeyExpiry.TryParse(text, Now, out _));
}
