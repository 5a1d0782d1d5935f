using System.Text.Json;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Llm;
using HiveFlow.Processors.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Processors.Tests.Llm;

public sealed class LlmProcessorTests
{
    private const string Chat =
        """{"model":"m-1","choices":[{"message":{"content":"Hi {{ vars.x }}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":3}}""";

    [Theory]
    [InlineData("openai", "POST /chat/completions", """{"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}],"max_completion_tokens":50,"temperature":0.5}""", Chat)]
    [InlineData("openAiCompatible", "POST /chat/completions", """{"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}],"max_tokens":50,"temperature":0.5}""", Chat)]
    [InlineData("azureOpenAi", "POST /openai/deployments/m/chat/completions?api-version=2024-10-21", """{"model":"m","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Hello"}],"max_completion_tokens":50,"temperature":0.5}""", Chat)]
    [InlineData("anthropic", "POST /v1/messages", """{"model":"m","max_tokens":50,"system":"Be kind","temperature":0.5,"messages":[{"role":"user","content":"Hello"}]}""",
        """{"model":"m-1","content":[{"type":"text","text":"Hi "},{"type":"text","text":"{{ vars.x }}"}],"stop_reason":"stop","usage":{"input_tokens":7,"output_tokens":3}}""")]
    [InlineData("google", "POST /models/m:generateContent", """{"systemInstruction":{"parts":[{"text":"Be kind"}]},"contents":[{"role":"user","parts":[{"text":"Hello"}]}],"generationConfig":{"maxOutputTokens":50,"temperature":0.5}}""",
        """{"modelVersion":"m-1","candidates":[{"content":{"parts":[{"text":"Hi {{ vars.x }}"}]},"finishReason":"stop"}],"usageMetadata":{"promptTokenCount":7,"candidatesTokenCount":3}}""")]
    public async Task Each_provider_is_asked_and_read_in_its_own_form(string provider, string line, string body, string answer)
    {
        await using var target = await Target.StartAsync(200, "application/json", answer);

        var result = await AskAsync(target, provider);

        Step.AssertOutput("""{"text":"Hi {{ vars.x }}","model":"m-1","stopReason":"stop","usage":{"inputTokens":7,"outputTokens":3}}""", result);
        Assert.Equal((7, 3), (result.Usage["llm.m.input_tokens"], result.Usage["llm.m.output_tokens"]));
        var request = Assert.Single(target.Requests);
        Assert.Equal(line, request.Line);
        Assert.True(JsonElement.DeepEquals(Step.Json(body), Step.Json(request.Body)), request.Body);
        Assert.Equal("run1/node1/0", request.Headers["Idempotency-Key"]);
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(529, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    public async Task A_providers_failure_says_its_status_and_whether_another_try_may_help(int status, bool mayPass)
    {
        await using var target = await Target.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.RetryAfter = "7";
            return http.Response.WriteAsync("your prompt was: Hello", http.RequestAborted);
        });

        var result = await AskAsync(target, "anthropic");

        Assert.Equal(LlmErrors.RefusedCode, result.Error!.Code);
        Assert.Equal((mayPass, TimeSpan.FromSeconds(7)), (result.IsRetryable, result.Error.RetryAfter!.Value));
        Assert.DoesNotContain("Hello", result.Error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"message":""")]
    public async Task An_answer_in_another_form_is_a_failure_of_its_own(string body)
    {
        await using var target = await Target.StartAsync(200, "application/json", body);

        Assert.Equal(LlmErrors.AnswerInvalidCode, (await AskAsync(target, "openai")).Error!.Code);
    }

    [Theory]
    [InlineData("""{"llm":"other","model":"m","prompt":"p"}""", "llm")]
    [InlineData("""{"llm":"openai","prompt":"p"}""", "model")]
    [InlineData("""{"llm":"openai","model":"m m","prompt":"p"}""", "model")]
    [InlineData("""{"llm":"openai","model":"m","prompt":""}""", "prompt")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","variables":{"temperature":3}}""", "variables.temperature")]
    [InlineData("""{"llm":"openai","model":"m","prompt":"p","variables":{"max_tokens":"1.5"}}""", "variables.max_tokens")]
    [InlineData("""{"llm":"openAiCompatible","model":"m","prompt":"p"}""", "baseUrl")]
    public async Task A_bad_setting_is_named_and_nothing_is_sent(string settings, string name)
    {
        await using var target = await Target.StartAsync(200, "application/json", Chat);

        Step.AssertSettingFault(name, await new LlmProcessor(target.Client, TimeProvider.System).RunAsync(Step.With(settings), CancellationToken.None));

        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task A_base_address_within_the_network_is_refused()
    {
        await using var target = await Target.StartAsync(200, "application/json", Chat);

        var result = await new LlmProcessor(target.Client, TimeProvider.System).RunAsync(
            Step.With("""{"llm":"openAiCompatible","model":"m","prompt":"p","baseUrl":"http://127.0.0.1:9"}"""), CancellationToken.None);

        Assert.Equal(OutgoingErrors.AddressRefusedCode, result.Error!.Code);
    }

    private static async Task<StepResult> AskAsync(Target target, string provider)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await new LlmProcessor(target.Client, TimeProvider.System).RunAsync(
            Step.With($$"""
                {"llm":"{{provider}}","model":"m","agentObjective":"Be kind","prompt":"Hello","variables":{"temperature":0.5,"max_tokens":"50"},"baseUrl":"{{target.Url}}/"}
                """),
            bound.Token);
    }
}
