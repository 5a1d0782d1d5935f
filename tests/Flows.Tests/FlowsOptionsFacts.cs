using HiveFlow.Flows.Expressions;

namespace HiveFlow.Flows.Tests;

public sealed class FlowsOptionsFacts
{
    [Fact]
    public void The_defaults_are_valid() => Assert.True(new FlowsOptionsValidator().Validate(null, new FlowsOptions()).Succeeded);

    [Fact]
    public void Every_setting_out_of_bounds_is_named_at_once()
    {
        var options = new FlowsOptions { MaxNodes = 0, Expressions = new ExpressionLimits { TimeoutMs = 1, MemoryMiB = 4_096 } };

        var result = new FlowsOptionsValidator().Validate(null, options);

        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("HiveFlow:Flows:MaxNodes is 0", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Expressions:MemoryMiB is 4096", result.FailureMessage, StringComparison.Ordinal);
    }
}
