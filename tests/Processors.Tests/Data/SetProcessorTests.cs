using HiveFlow.Processors.Data;

namespace HiveFlow.Processors.Tests.Data;

public sealed class SetProcessorTests
{
    private readonly SetProcessor _set = new();

    [Theory]
    [InlineData("""{"values":{"a":1,"b":{"c":[true,null]}}}""", """{"a":1,"b":{"c":[true,null]}}""")]
    [InlineData("""{"value":"text"}""", "\"text\"")]
    [InlineData("""{"value":null}""", "null")]
    [InlineData("""{"value":[1]}""", "[1]")]
    [InlineData("""{"values":{}}""", "{}")]
    public void Its_output_is_what_the_settings_say(string settings, string expected) => Step.AssertOutput(expected, _set.Run(settings, """{"old":1}"""));

    [Fact]
    public void Keeping_the_input_writes_the_values_over_its_fields() =>
        Step.AssertOutput("""{"old":1,"a":2,"__proto__":3}""", _set.Run("""{"values":{"a":2,"__proto__":3},"keepInput":true}""", """{"old":1,"a":1}"""));

    [Theory]
    [InlineData("{}", "values")]
    [InlineData("""{"values":{},"value":1}""", "values")]
    [InlineData("""{"values":[1]}""", "values")]
    [InlineData("""{"values":{},"keepInput":"yes"}""", "keepInput")]
    [InlineData("""{"values":{},"keepInput":true}""", "keepInput")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _set.Run(settings, "5"));

    [Fact]
    public void Text_that_looks_like_an_expression_is_data() =>
        Step.AssertOutput("""{"a":"{{ 6*7 }}"}""", _set.Run("""{"values":{"a":"{{ 6*7 }}"}}"""));
}
