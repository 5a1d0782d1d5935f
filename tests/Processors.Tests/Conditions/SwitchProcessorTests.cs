using HiveFlow.Processors.Conditions;

namespace HiveFlow.Processors.Tests.Conditions;

public sealed class SwitchProcessorTests
{
    private readonly SwitchProcessor _switch = new();

    [Theory]
    [InlineData("""{"value":"b","cases":[{"value":"a","handle":"first"},{"value":"b","handle":"second"},{"value":"b","handle":"third"}]}""", "second")]
    [InlineData("""{"value":"c","cases":[{"value":"a","handle":"first"}]}""", "default")]
    [InlineData("""{"value":1,"cases":[{"value":"1","handle":"text"},{"value":1,"handle":"number"}]}""", "number")]
    [InlineData("""{"cases":[{"when":false,"handle":"no"},{"when":"true","handle":"yes"}]}""", "yes")]
    [InlineData("""{"cases":[{"value":null,"handle":"nothing"}]}""", "nothing")]
    [InlineData("""{"cases":[{"handle":"never"}]}""", "default")]
    public void It_takes_the_first_case_that_fits_and_passes_its_input_on(string settings, string branch)
    {
        var result = _switch.Run(settings, "[1]");

        Step.AssertOutput("[1]", result);
        Assert.Equal(branch, result.Branch);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"cases":[]}""")]
    [InlineData("""{"cases":[{"value":1}]}""")]
    [InlineData("""{"cases":{"a":1}}""")]
    public void Cases_without_handles_are_refused(string settings) => Step.AssertSettingFault("cases", _switch.Run(settings));

    [Theory]
    [InlineData("""{"cases":[{"handle":"a"},{"handle":"b"},{"handle":"a"}]}""", new[] { "a", "b", "default" })]
    [InlineData("{}", new[] { "default" })]
    [InlineData("""{"cases":"{{ x }}"}""", new[] { "default" })]
    public void Its_outputs_are_the_handles_of_its_cases_and_default(string settings, string[] outputs) =>
        Assert.Equal(outputs, _switch.Type.OutputsFrom!(Step.Json(settings)));
}
