using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Sandbox;

namespace HiveFlow.Processors.Tests.Code;

public sealed class CodeProcessorTests(RealSandbox sandbox) : IClassFixture<RealSandbox>
{
    [JailFact]
    public async Task Its_output_is_what_the_program_returns_for_its_inputs()
    {
        var result = await RunAsync("""{"code":"def main(inputs):\n    return {'twice': inputs['n'] * 2}","inputs":{"n":21}}""");

        Step.AssertOutput("""{"twice":42}""", result);
        Assert.True(result.Usage["sandbox.ms"] > 0);
    }

    [JailFact]
    public async Task Without_inputs_the_program_sees_what_flows_in() =>
        Step.AssertOutput("[3,2,1]", await RunAsync("""{"language":"javascript","code":"const main = i => i.reverse();"}""", "[1,2,3]"));

    [JailFact]
    public async Task Braces_in_the_program_are_program() =>
        Step.AssertOutput("\"{{ 6*7 }}\"", await RunAsync("""{"code":"result = '{{ 6*7 }}'"}"""));

    [JailFact]
    public async Task Bash_gives_what_it_prints() =>
        Step.AssertOutput("""{"ok":true}""", await RunAsync("""{"language":"bash","code":"echo '{\"ok\":true}'"}"""));

    [JailFact]
    public async Task An_error_of_the_program_fails_the_step_with_its_line_and_shows_what_was_printed()
    {
        var result = await RunAsync("""{"code":"def main(inputs):\n    print('before')\n    return inputs['missing']\n","inputs":{}}""");

        Assert.Equal(ProcessorErrors.CodeFailedCode, result.Error!.Code);
        Assert.Contains("KeyError", result.Error.Message, StringComparison.Ordinal);
        Assert.EndsWith("(line 3)", result.Error.Message, StringComparison.Ordinal);
        Assert.False(result.IsRetryable);
        Assert.Equal(3, result.Output.GetProperty("error").GetProperty("line").GetInt32());
        Assert.Equal("before\n", result.Output.GetProperty("stdout").GetString());
    }

    [JailFact]
    public async Task What_it_prints_is_live_output_of_the_step()
    {
        var log = new KeptLog();

        await sandbox.Processor.RunAsync(Step.With("""{"code":"print('hello')"}""", log: log), CancellationToken.None);

        Assert.Contains("hello", string.Concat(log.Texts), StringComparison.Ordinal);
    }

    [JailFact]
    public async Task The_program_is_stopped_at_the_steps_deadline()
    {
        var soon = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(2);

        var result = await sandbox.Processor.RunAsync(Step.With("""{"code":"while True: pass"}""", deadline: soon), CancellationToken.None);

        Assert.Equal(SandboxErrors.TimeoutCode, result.Error!.Code);
    }

    [JailFact]
    public async Task The_samples_program_triages_the_samples_issue()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples", "github-triage");
        var issue = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "input.json")))!["issue"]!;
        var triage = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "flow.json")))!["nodes"]!.AsArray().Single(n => (string?)n!["id"] == "triage")!["data"]!;
        triage["inputs"] = new JsonObject
        {
            ["number"] = 1,
            ["title"] = issue["title"]!.DeepClone(),
            ["body"] = issue["body"]!.DeepClone(),
            ["labels"] = new JsonArray("bug"),
            ["author"] = "Codertocat",
            ["association"] = "OWNER",
            ["url"] = "https://github.com/Codertocat/Hello-World/issues/1",
            ["repository"] = "Codertocat/Hello-World",
        };

        var result = await RunAsync(triage.ToJsonString());

        Assert.Null(result.Error);
        Assert.Equal("p3", result.Output.GetProperty("priority").GetString());
        Assert.Equal(["documentation", "bug", "good first issue"], result.Output.GetProperty("labels").Deserialize<string[]>()!);
    }

    [JailFact]
    public async Task A_setting_that_makes_no_sense_is_named()
    {
        Step.AssertSettingFault("code", await RunAsync("{}"));
        Step.AssertSettingFault("language", await RunAsync("""{"code":"x","language":"perl"}"""));
    }

    private async Task<StepResult> RunAsync(string settings, string input = "null")
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        return await sandbox.Processor.RunAsync(Step.With(settings, input), bound.Token);
    }

    private sealed class KeptLog : IStepLog
    {
        public ConcurrentQueue<string> Texts { get; } = new();

        public void Write(string level, string message)
        {
        }

        public void Output(string stream, string text) => Texts.Enqueue(text);
    }
}
