using HiveFlow.Llm;
using HiveFlow.ModelServer;

namespace HiveFlow.Processors.Tests.Llm;

public sealed class OutputSchemaTests
{
    private const string Node =
        """{"llm":"anthropic","model":"m","prompt":"p","baseUrl":"URL","outputSchema":{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}}""";

    [Theory]
    [InlineData("""{"n":1}""")]
    [InlineData("```json\n{\"n\":1}\n```")]
    public async Task An_answer_that_fits_stands_as_json_in_the_output(string answer)
    {
        await using var harness = await LlmHarness.StartAsync(ScriptedAnswer.Of(answer));

        var result = await harness.RunAsync(Node);

        Assert.Equal("""{"n":1}""", result.Output.GetProperty("json").GetRawText());
        Assert.Single(harness.Models.Requests);
        Assert.Contains("JSON Schema", harness.Models.Requests.Single().Body.GetProperty("system").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_does_not_fit_is_asked_for_once_more_with_what_is_wrong()
    {
        await using var harness = await LlmHarness.StartAsync(ScriptedAnswer.Of("""{"n":"one"}"""), ScriptedAnswer.Of("""{"n":1}"""));

        var result = await harness.RunAsync(Node);

        Assert.Equal("""{"n":1}""", result.Output.GetProperty("json").GetRawText());
        var repair = harness.Models.Requests.Last();
        Assert.Contains("/n", repair.LastText, StringComparison.Ordinal);
        Assert.Equal("run1/node1/0/repair", repair.Headers["Idempotency-Key"]);
        Assert.Equal((14, 6), (result.Usage["llm.m.input_tokens"], result.Usage["llm.m.output_tokens"]));
    }

    [Fact]
    public async Task A_second_one_that_does_not_fit_fails_the_step_and_is_paid_for()
    {
        await using var harness = await LlmHarness.StartAsync(ScriptedAnswer.Of("no"), ScriptedAnswer.Of("still no"));

        var result = await harness.RunAsync(Node);

        Assert.Equal((LlmErrors.OutputInvalidCode, false), (result.Error!.Code, result.IsRetryable));
        Assert.Equal((2, 14), (harness.Models.Requests.Count, result.Usage["llm.m.input_tokens"]));
    }
}
