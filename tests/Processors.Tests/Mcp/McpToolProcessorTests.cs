using HiveFlow.Errors;
using HiveFlow.Mcp;
using HiveFlow.Mcp.Calling;
using HiveFlow.Processors.Mcp;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Tests.Mcp;

public sealed class McpToolProcessorTests
{
    private static readonly string Organization = DocumentId.New(TimeProvider.System).ToString();

    private readonly List<McpCall> calls = [];

    [Fact]
    public async Task A_result_comes_out_as_text_structure_and_content()
    {
        var result = await RunAsync(
            """{"server":"tickets","tool":"find","arguments":{"q":1}}""",
            new McpToolResult(Step.Json("""[{"type":"text","text":"{{ 1 }}"}]"""), Step.Json("""{"n":1}"""), "{{ 1 }}", IsError: false));

        Step.AssertOutput("""{"text":"{{ 1 }}","structuredContent":{"n":1},"content":[{"type":"text","text":"{{ 1 }}"}]}""", result);
        Assert.Equal(1, result.Usage["mcp.calls"]);
        var call = Assert.Single(calls);
        Assert.Equal((Organization, "ada", "tickets", "find", "run1/node1/0"), (call.Tenant.Key, call.ActsFor, call.Server, call.Tool, call.IdempotencyKey));
        Assert.Equal("""{"q":1}""", call.Arguments.GetRawText());
    }

    [Fact]
    public async Task A_tool_that_says_it_failed_fails_the_step_with_its_words()
    {
        var result = await RunAsync("""{"server":"tickets","tool":"find"}""", new McpToolResult(Step.Json("[]"), null, "No\u0007 such\nticket.", IsError: true));

        Assert.Equal(McpErrors.ToolFailedCode, result.Error!.Code);
        Assert.Equal("The tool find failed: No  such ticket.", result.Error.Message);
        Assert.False(result.IsRetryable);
        Assert.Equal("No\u0007 such\nticket.", result.Output.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(ErrorKind.Unavailable, true)]
    [InlineData(ErrorKind.Invalid, false)]
    public async Task Only_what_may_pass_is_tried_again(ErrorKind kind, bool retryable)
    {
        var result = await RunAsync("""{"server":"tickets","tool":"find"}""", Error.Of(new ErrorCode("x", kind), "It failed."));

        Assert.Equal(("x", retryable), (result.Error!.Code.Value, result.IsRetryable));
    }

    [Theory]
    [InlineData("""{"tool":"find"}""", "server")]
    [InlineData("""{"server":"tickets"}""", "tool")]
    [InlineData("""{"server":"tickets","tool":"find","arguments":[1]}""", "arguments")]
    public async Task A_bad_setting_is_named_and_nothing_is_called(string settings, string name)
    {
        Step.AssertSettingFault(name, await RunAsync(settings, Error.Of(new ErrorCode("x", ErrorKind.Invalid), "It failed.")));
        Assert.Empty(calls);
    }

    private async Task<StepResult> RunAsync(string settings, Result<McpToolResult> answer)
    {
        var processor = new McpToolProcessor(
            (call, _) =>
            {
                calls.Add(call);
                return Task.FromResult(answer);
            },
            TimeProvider.System);
        return await processor.RunAsync(
            new StepContext
            {
                RunId = "run1",
                NodeId = "node1",
                OrganizationId = Organization,
                ActsFor = "ada",
                IdempotencyKey = "run1/node1/0",
                Settings = Step.Json(settings),
                Input = Step.Json("null"),
            },
            CancellationToken.None);
    }
}
