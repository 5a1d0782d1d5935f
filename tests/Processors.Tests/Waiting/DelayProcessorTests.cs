using HiveFlow.Processors.Waiting;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Processors.Tests.Waiting;

public sealed class DelayProcessorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private readonly DelayProcessor _delay = new(new FakeTimeProvider(Now));

    [Theory]
    [InlineData("""{"seconds":1.5}""", 1.5)]
    [InlineData("""{"duration":"500ms"}""", 0.5)]
    [InlineData("""{"duration":"5m"}""", 300)]
    [InlineData("""{"duration":90}""", 90)]
    [InlineData("""{"duration":"90d"}""", 7776000)]
    [InlineData("""{"until":"2026-03-01T09:00:00+01:00"}""", 0)]
    [InlineData("""{"until":"2026-03-01T08:00:10Z"}""", 10)]
    [InlineData("""{"until":"2026-03-01T08:01Z"}""", 60)]
    [InlineData("""{"until":"2026-03-01T08:00:00.25Z"}""", 0.25)]
    [InlineData("""{"until":"2025-03-01T08:00:00-05:00"}""", 0)]
    [InlineData("""{"seconds":0}""", 0)]
    public void It_ends_at_the_instant_that_the_settings_say_and_passes_its_input_on(string settings, double seconds)
    {
        var result = _delay.Run(settings, """{"kept":1}""");

        Step.AssertOutput("""{"kept":1}""", result);
        Assert.Equal(seconds == 0 ? null : Now.AddSeconds(seconds), result.ResumeAt);
    }

    [Theory]
    [InlineData("{}", "duration")]
    [InlineData("""{"seconds":1,"duration":"1s"}""", "duration")]
    [InlineData("""{"seconds":-1}""", "seconds")]
    [InlineData("""{"seconds":true}""", "seconds")]
    [InlineData("""{"seconds":7776001}""", "seconds")]
    [InlineData("""{"duration":"91d"}""", "duration")]
    [InlineData("""{"duration":"soon"}""", "duration")]
    [InlineData("""{"duration":"1e3"}""", "duration")]
    [InlineData("""{"until":"2026-03-01T09:00:00"}""", "until")]
    [InlineData("""{"until":"2026-03-01"}""", "until")]
    [InlineData("""{"until":"tomorrow"}""", "until")]
    [InlineData("""{"until":"2027-03-01T09:00:00Z"}""", "until")]
    [InlineData("""{"until":5}""", "until")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _delay.Run(settings));

    [Fact]
    public void It_is_not_pure_because_it_looks_at_the_clock() => Assert.False(_delay.Type.IsPure);
}
