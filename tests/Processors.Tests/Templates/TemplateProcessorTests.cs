using HiveFlow.Processors.Templates;

namespace HiveFlow.Processors.Tests.Templates;

public sealed class TemplateProcessorTests
{
    [Theory]
    [InlineData("""{"text":"Dear <you> ü"}""", "\"Dear <you> \\u00fc\"")]
    [InlineData("""{"text":{"a":1}}""", "\"{\\\"a\\\":1}\"")]
    [InlineData("""{"text":"{{ run.id }}"}""", "\"{{ run.id }}\"")]
    public void Its_output_is_the_text_and_nothing_in_it_is_resolved_again(string settings, string expected) =>
        Step.AssertOutput(expected, new TemplateProcessor().Run(settings));

    [Theory]
    [InlineData("{}", "text")]
    [InlineData("""{"text":"a","liquid":"b"}""", "text")]
    [InlineData("""{"liquid":5}""", "liquid")]
    [InlineData("""{"liquid":"a","escape":"xml"}""", "escape")]
    public void What_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, new TemplateProcessor().Run(settings));
}
