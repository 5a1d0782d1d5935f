using HiveFlow.Processors.Data;

namespace HiveFlow.Processors.Tests.Data;

public sealed class FilterProcessorTests
{
    private const string Items = """[{"n":1,"u":{"id":"a"}},{"n":2,"u":{"id":"b"}},{"n":3},7]""";
    private readonly FilterProcessor _filter = new();

    [Theory]
    [InlineData("""{"conditions":[{"field":"n","operator":"in","right":[2,3]}]}""", """[{"n":2,"u":{"id":"b"}},{"n":3}]""")]
    [InlineData("""{"conditions":[{"field":"u.id","operator":"exists"},{"field":"n","operator":"equals","right":1}]}""", """[{"n":1,"u":{"id":"a"}}]""")]
    [InlineData("""{"combine":"any","conditions":[{"field":"n","operator":"equals","right":3},{"operator":"equals","right":7}]}""", """[{"n":3},7]""")]
    [InlineData("""{"items":["a","bc"],"conditions":[{"operator":"startsWith","right":"b"}]}""", """["bc"]""")]
    [InlineData("""{"items":[["x",5],["y",6]],"conditions":[{"field":"1","operator":">","right":5}]}""", """[["y",6]]""")]
    public void Items_that_meet_the_conditions_are_kept_in_order(string settings, string expected) =>
        Step.AssertOutput(expected, _filter.Run(settings, Items));

    [Theory]
    [InlineData("""{"conditions":[]}""", "[]", "conditions")]
    [InlineData("""{"conditions":[{"operator":"exists"}]}""", "{}", "items")]
    [InlineData("""{"conditions":[{"operator":"near"}]}""", "[1]", "operator")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string input, string setting) =>
        Step.AssertSettingFault(setting, _filter.Run(settings, input));
}
