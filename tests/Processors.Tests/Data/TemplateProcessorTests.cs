using HiveFlow.Processors.Data;

namespace HiveFlow.Processors.Tests.Data;

public sealed class TemplateProcessorTests
{
    [Theory]
    [InlineData("""{"text":"Dear <you> ü"}""", "\"Dear <you> \\u00fc\"")]
    [InlineData("""{"text":{"a":1}}""", "\"{\\\"a\\\":1}\"")]
    [InlineData("""{"text":"{{ run.id }}"}""", "\"{{ run.id }}\"")]
    public void Its_output_is_the_text_and_nothing_in_it_is_resolved_again(string settings, string expected) =>
        Step.AssertOutput(expected, new TemplateProcessor().Run(settings));

    [Fact]
    public void The_text_is_needed() => Step.AssertSettingFault("text", new TemplateProcessor().Run("{}"));
}
