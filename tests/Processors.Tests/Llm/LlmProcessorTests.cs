using System.Text.Json;
using HiveFlow.Llm;
using HiveFlow.ModelServer;
using HiveFlow.Outgoing;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Processors.Tests.Llm;

public sealed class LlmProcessorTests
{
    [Theory]
    [InlineData("openai", "POST /chat/completions", """{"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}],"max_completion_tokens":50,"temperature":0.5}""")]
    [InlineData("openAiCompatible", "POST /chat/completions", """{"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}],"max_tokens":50,"temperature":0.5}""")]
    [InlineData("azureOpenAi", "POST /openai/deployments/m/chat/completions?api-version=2024-10-21", """{"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}],"max_completion_tokens":50,"temperature":0.5}""")]
    [InlineData("anthropic", "POST /v1/messages", """{"model":"m","max_tokens":50,"system":"Be kind","temperature":0.5,"messages":[{"role":"user","content":"Hello"}]}""")]
    [InlineData("google", "POST /models/m:generateContent", """{"systemInstruction":{"parts":[{"text":"Be kind"}]},"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{"maxOutputTokens":50,"temperature":0.5}}""")]
    public async Task Each_provider_is_asked_and_read_in_its_own_form(string provider, string line, string body)
    {
        await using var harness = await LlmHarness.StartAsync(ScriptedAnswer.Of("Hi {{ vars.x }}"));

        var result = await AskAsync(harness, provider, isStream: false);

        AssertAnswer("Hi {{ vars.x }}", result);
        Assert.Equal((7, 3), (result.Usage["llm.m.input_tokens"], result.Usage["llm.m.output_tokens"]));
        var request = Assert.Single(harness.Models.Requests);
        Assert.Equal(line, request.Line);
        Assert.True(JsonElement.DeepEquals(Step.Json(body), request.Body), request.Body.ToString());
        Assert.Equal("run1/node1/0", request.Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("openAiCompatible")]
    [InlineData("azureOpenAi")]
    [InlineData("anthropic")]
    [InlineData("google")]
    public async Task A_streamed_answer_is_the_same_as_a_whole_one_and_is_seen_while_it_is_written(string provider)
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Text = "Grüße an alle, 世界!", PieceLength = 1 });
        var lines = new Lines();

        var result = await AskAsync(harness, provider, isStream: true, lines);

        AssertAnswer("Grüße an alle, 世界!", result);
        Assert.Equal((7, 3), (result.Usage["llm.m.input_tokens"], result.Usage["llm.m.output_tokens"]));
        Assert.Equal("Grüße an alle, 世界!", string.Concat(lines.Outputs.Select(line => line["answer: ".Length..])));
    }

    [Fact]
    public async Task A_stream_makes_a_few_events_and_not_one_for_each_token()
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Text = new string('x', 5_000), PieceLength = 2 });
        var lines = new Lines();

        // A clock that stands still: by the time alone a slow machine makes more of them.
        await AskAsync(harness, "anthropic", isStream: true, lines, new FakeTimeProvider());

        Assert.InRange(lines.Outputs.Count, 1, 100);
    }

    [Fact]
    public async Task A_server_that_does_not_stream_is_read_all_the_same()
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Raw = """{"model":"m","choices":[{"message":{"content":"whole"}}]}""" });
        var lines = new Lines();

        var result = await AskAsync(harness, "openAiCompatible", isStream: true, lines);

        AssertAnswer("whole", result, usage: false);
        Assert.Equal(["answer: whole"], lines.Outputs);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tokens_that_a_server_does_not_tell_are_estimated(bool isStream)
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Text = "12345678", TellsNoUsage = true });

        var result = await AskAsync(harness, "openAiCompatible", isStream);

        Assert.Equal((3, 2), (result.Usage["llm.m.input_tokens"], result.Usage["llm.m.output_tokens"]));
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(529, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    public async Task A_providers_failure_says_its_status_and_whether_another_try_may_help(int status, bool mayPass)
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Status = status, RetryAfter = "7", Raw = "your prompt was: Hello" });

        var result = await AskAsync(harness, "anthropic", isStream: true);

        Assert.Equal(mayPass ? LlmErrors.BusyCode : LlmErrors.RefusedCode, result.Error!.Code);
        Assert.Equal((mayPass, TimeSpan.FromSeconds(7)), (result.IsRetryable, result.Error.RetryAfter!.Value));
        Assert.Contains($" {status}", result.Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(600, 500, 600)]
    [InlineData(-600, 0, 0)]
    [InlineData(100_000, 3_600, 3_600)]
    public async Task Retry_After_may_be_a_date_and_counts_at_most_an_hour(int seconds, int least, int most)
    {
        await using var harness = await LlmHarness.StartAsync(ScriptedAnswer.Failing(429, DateTimeOffset.UtcNow.AddSeconds(seconds).ToString("R")));

        var result = await AskAsync(harness, "openai", isStream: false);

        Assert.InRange(result.Error!.RetryAfter!.Value.TotalSeconds, least, most);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"message":""")]
    public async Task An_answer_in_another_form_is_a_failure_of_its_own(string body)
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Raw = body });

        Assert.Equal(LlmErrors.AnswerInvalidCode, (await AskAsync(harness, "openai", isStream: true)).Error!.Code);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("google")]
    public async Task A_stream_that_is_cut_off_is_a_failure_that_may_pass(string provider)
    {
        await using var harness = await LlmHarness.StartAsync(new ScriptedAnswer { Text = "a long answer", CutAfter = 3 });

        var result = await AskAsync(harness, provider, isStream: true);

        Assert.NotNull(result.Error);
        Assert.True(result.IsRetryable);
    }

    [Theory]
    [InlineData("""{"llm":"other","model":"m","prompt":"p"}""", "llm")]
    [InlineData("""{"llm":"openai","prompt":"p"}""", "model")]
    [InlineData("""{"llm":"openai","model":"m m","prompt":"p"}""", "model")]
    [InlineData("""{"llm":"openai","model":"m","prompt":""}""", "prompt")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","variables":{"temperature":3}}""", "variables.temperature")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","variables":{"max_tokens":"1.5"}}""", "variables.max_tokens")]
    [InlineData("""{"llm":"openAiCompatible","model":"m","prompt":"p"}""", "baseUrl")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","outputSchema":{"pattern":"(a+)+$"}}""", "outputSchema")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","conditions":[{"operator":"equals","value":"x"}]}""", "conditions[0]")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","conditions":[{"usePrompt":true,"targetNodeId":"a"}]}""", "conditions[0]")]
    public async Task A_bad_setting_is_named_and_nothing_is_sent(string settings, string name)
    {
        await using var harness = await LlmHarness.StartAsync();

        Step.AssertSettingFault(name, await harness.RunAsync(settings));

        Assert.Empty(harness.Models.Requests);
    }

    [Fact]
    public async Task A_base_address_within_the_network_is_refused()
    {
        await using var harness = await LlmHarness.StartAsync();

        var result = await harness.RunAsync("""{"llm":"openAiCompatible","model":"m","prompt":"p","baseUrl":"http://127.0.0.1:9"}""");

        Assert.Equal(OutgoingErrors.AddressRefusedCode, result.Error!.Code);
    }

    private static void AssertAnswer(string text, StepResult result, bool usage = true)
    {
        Assert.Null(result.Error);
        Assert.Equal((text, "m"), (result.Output.GetProperty("text").GetString(), result.Output.GetProperty("model").GetString()));
        if (usage)
        {
            Assert.Equal("""{"inputTokens":7,"outputTokens":3}""", result.Output.GetProperty("usage").GetRawText());
        }
    }

    private static Task<StepResult> AskAsync(LlmHarness harness, string provider, bool isStream, IStepLog? log = null, TimeProvider? clock = null) => harness.RunAsync(
        $$"""
        {"llm":"{{provider}}","model":"m","agentObjective":"Be kind","prompt":"Hello","variables":{"temperature":0.5,"max_tokens":"50"},"baseUrl":"URL/","stream":{{(isStream ? "true" : "false")}}}
        """,
        log,
        clock);
}
