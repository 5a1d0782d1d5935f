using HiveFlow.Processors.Conditions;

namespace HiveFlow.Processors.Tests.Conditions;

public sealed class ConditionProcessorTests
{
    private readonly ConditionProcessor _condition = new();

    [Theory]
    [InlineData("""{"condition":true}""", "true")]
    [InlineData("""{"condition":false}""", "false")]
    [InlineData("""{"condition":"true"}""", "true")]
    [InlineData("""{"conditions":[{"left":1,"operator":"equals","right":1},{"left":"a","operator":"exists"}]}""", "true")]
    [InlineData("""{"conditions":[{"left":1,"operator":"equals","right":1},{"operator":"exists"}]}""", "false")]
    [InlineData("""{"combine":"any","conditions":[{"operator":"exists"},{"left":2,"operator":">","right":1}]}""", "true")]
    [InlineData("""{"combine":"any","conditions":[{"operator":"exists"},{"left":2,"operator":">","right":3}]}""", "false")]
    public void It_takes_the_branch_that_the_conditions_say_and_passes_its_input_on(string settings, string branch)
    {
        var result = _condition.Run(settings, """{"kept":[1]}""");

        Step.AssertOutput("""{"kept":[1]}""", result);
        Assert.Equal(branch, result.Branch);
    }

    [Fact]
    public void A_condition_after_the_deciding_one_is_not_looked_at() =>
        Assert.Equal("false", _condition.Run("""{"conditions":[{"operator":"exists"},{"left":1,"operator":">","right":"x"}]}""").Branch);

    [Theory]
    [InlineData("{}", "conditions")]
    [InlineData("""{"condition":"yes"}""", "condition")]
    [InlineData("""{"condition":1}""", "condition")]
    [InlineData("""{"condition":null}""", "condition")]
    [InlineData("""{"condition":true,"conditions":[{"operator":"exists"}]}""", "condition")]
    [InlineData("""{"conditions":[]}""", "conditions")]
    [InlineData("""{"conditions":["x"]}""", "conditions")]
    [InlineData("""{"conditions":[{"left":1}]}""", "conditions")]
    [InlineData("""{"conditions":[{"operator":"exists"}],"combine":"some"}""", "combine")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _condition.Run(settings));

    [Fact]
    public void The_schema_lists_every_operator()
    {
        var listed = _condition.Type.Settings.GetProperty("properties").GetProperty("conditions").GetProperty("items").GetProperty("properties")
            .GetProperty("operator").GetProperty("enum").EnumerateArray().Select(e => e.GetString()!).ToHashSet();

        Assert.Subset(listed, Comparison.Operators.ToHashSet());
        Assert.All(listed, op => Assert.NotEqual(ProcessorErrors.SettingInvalidCode, Comparison.Holds(null, op, null).Error?.Code));
    }
}
