using HiveFlow.Processors.Triggers;

namespace HiveFlow.Processors.Tests.Triggers;

public sealed class TriggerProcessorTests
{
    [Fact]
    public void Its_output_is_what_the_run_was_started_with() =>
        Step.AssertOutput("""{"action":"opened","n":[1,2]}""", new TriggerProcessor().Run("""{"nodeType":"trigger"}""", """{"action":"opened","n":[1,2]}"""));

    [Fact]
    public void It_needs_no_setting_and_starts_flows()
    {
        var type = new TriggerProcessor().Type;

        Assert.True(type.IsTrigger);
        Assert.False(type.Settings.TryGetProperty("required", out _));
    }
}
