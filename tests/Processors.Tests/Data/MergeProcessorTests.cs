using HiveFlow.Processors.Data;

namespace HiveFlow.Processors.Tests.Data;

public sealed class MergeProcessorTests
{
    private readonly MergeProcessor _merge = new();

    [Theory]
    [InlineData("""{"values":[{"a":1,"b":1},null,{"b":2,"c":3}]}""", """{"a":1,"b":2,"c":3}""")]
    [InlineData("""{"values":[null],"mode":"combine"}""", "{}")]
    [InlineData("""{"values":[[1,2],3,null,["a",[4]]],"mode":"append"}""", """[1,2,3,"a",[4]]""")]
    public void Values_are_put_together(string settings, string expected) => Step.AssertOutput(expected, _merge.Run(settings));

    [Theory]
    [InlineData("{}", "values")]
    [InlineData("""{"values":[1,{}]}""", "values")]
    [InlineData("""{"values":[{}],"mode":"zip"}""", "mode")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _merge.Run(settings));
}
