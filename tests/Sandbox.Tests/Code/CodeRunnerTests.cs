using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Sandbox.Code;
using HiveFlow.Sandbox.Tests.Jails;

namespace HiveFlow.Sandbox.Tests.Code;

[Collection(LocalServerCollection.Name)]
public sealed class CodeRunnerTests(LocalServer server)
{
    [JailFact]
    public async Task Python_returns_what_main_returns_for_its_inputs()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "def main(inputs):\n    return {'sum': inputs['a'] + inputs['b']}", new { a = 2, b = 40 });
        Assert.Equal("""{"sum":42}""", Compact(outcome.Result));
        Assert.Null(outcome.Error);
    }

    [JailFact]
    public async Task Python_without_main_gives_the_variable_result()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "result = [inputs['text'].upper()]", new { text = "ü'\"\\\n{{x}}" });
        Assert.Equal("Ü'\"\\\n{{X}}", outcome.Result[0].GetString());
    }

    [JailFact]
    public async Task Python_may_await_in_main()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "import asyncio\nasync def main(inputs):\n    await asyncio.sleep(0)\n    return 5", new { });
        Assert.Equal(5, outcome.Result.GetInt32());
    }

    [JailFact]
    public async Task An_error_of_python_comes_with_its_name_message_and_place()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "def main(inputs):\n    raise ValueError('no ' + inputs['x'])", new { x = "way" });
        Assert.Equal("ValueError", outcome.Error!.Name);
        Assert.Equal("no way", outcome.Error.Message);
        Assert.Contains("step.py\", line 2", outcome.Error.Traceback, StringComparison.Ordinal);
        Assert.DoesNotContain("run.py", outcome.Error.Traceback, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, outcome.Result.ValueKind);
    }

    [JailFact]
    public async Task A_syntax_error_is_an_error_of_the_code()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "def main(:", new { });
        Assert.Equal("SyntaxError", outcome.Error!.Name);
    }

    [JailFact]
    public async Task A_result_that_is_no_json_is_an_error_of_the_code()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "result = {1, 2}", new { });
        Assert.Equal("TypeError", outcome.Error!.Name);
    }

    [JailFact]
    public async Task Output_arrives_live_and_is_kept_apart()
    {
        var live = new StringBuilder();
        var outcome = await RunAsync(
            CodeLanguage.Python, "import sys\nprint('out é')\nprint('err', file=sys.stderr)", new { }, (stream, text) => live.Append(stream).Append('>').Append(text));
        Assert.Equal("out é\n", outcome.Stdout);
        Assert.Equal("err\n", outcome.Stderr);
        Assert.Contains("stdout>out é", live.ToString(), StringComparison.Ordinal);
        Assert.Contains("stderr>err", live.ToString(), StringComparison.Ordinal);
    }

    [JailFact]
    public async Task JavaScript_returns_what_an_async_main_returns()
    {
        var outcome = await RunAsync(CodeLanguage.JavaScript, "const main = async (inputs) => { console.log('hi'); return { n: inputs.a * 2 }; };", new { a = 21 });
        Assert.Equal("""{"n":42}""", Compact(outcome.Result));
        Assert.Equal("hi\n", outcome.Stdout);
    }

    [JailFact]
    public async Task JavaScript_without_main_gives_the_variable_result()
    {
        var outcome = await RunAsync(CodeLanguage.JavaScript, "let result = inputs.list.map((x) => x + 1);", new { list = new[] { 1, 2 } });
        Assert.Equal("[2,3]", Compact(outcome.Result));
    }

    [JailFact]
    public async Task An_error_of_javascript_comes_with_its_name_and_message()
    {
        var outcome = await RunAsync(CodeLanguage.JavaScript, "function main() { throw new RangeError('far'); }", new { });
        Assert.Equal(("RangeError", "far"), (outcome.Error!.Name, outcome.Error.Message));
        Assert.Contains("step.js:1", outcome.Error.Traceback, StringComparison.Ordinal);
    }

    [JailFact]
    public async Task Bash_reads_inputs_and_its_last_line_of_json_is_the_result()
    {
        var outcome = await RunAsync(CodeLanguage.Bash, "echo working; cmp -s - \"$INPUTS\" && echo '{\"same\":true}'", new { a = 1 });
        Assert.Equal("""{"same":true}""", Compact(outcome.Result));
    }

    [JailFact]
    public async Task Bash_text_is_a_text_result()
    {
        var outcome = await RunAsync(CodeLanguage.Bash, "echo one; echo two", new { });
        Assert.Equal("one\ntwo", outcome.Result.GetString());
    }

    [JailFact]
    public async Task A_script_that_fails_says_its_exit_code_and_error_output()
    {
        var outcome = await RunAsync(CodeLanguage.Bash, "echo bad >&2; exit 3", new { });
        Assert.Equal("ExitCode", outcome.Error!.Name);
        Assert.Contains("3", outcome.Error.Message, StringComparison.Ordinal);
        Assert.Equal("bad\n", outcome.Error.Traceback);
    }

    [JailTheory]
    [InlineData(CodeLanguage.Python, "result = '\\ud800'", "UnicodeEncodeError")]
    [InlineData(CodeLanguage.Python, "raise ValueError('\\ud800')", "ValueError")]
    [InlineData(CodeLanguage.JavaScript, "var result = '\\ud800'", "TypeError")]
    [InlineData(CodeLanguage.JavaScript, "throw new RangeError('\\ud800')", "RangeError")]
    public async Task Text_that_is_not_unicode_is_an_error_of_the_code(CodeLanguage language, string code, string name) =>
        Assert.Equal(name, (await RunAsync(language, code, new { })).Error!.Name);

    [JailFact]
    public async Task Inputs_that_are_not_unicode_are_refused()
    {
        var inputs = JsonDocument.Parse("{\"a\":\"\\ud800\"}").RootElement;
        var result = await server.Runner.RunAsync(Request(CodeLanguage.Python, "", new { }) with { Inputs = inputs }, null, default);
        Assert.Equal(RequestErrors.InvalidCode, result.Error!.Code);
    }

    [JailFact]
    public async Task Bash_output_that_escapes_what_is_not_unicode_is_text() =>
        Assert.Equal("\"\\ud800\"", (await RunAsync(CodeLanguage.Bash, "echo '\"\\ud800\"'", new { })).Result.GetString());

    [JailFact]
    public async Task Code_that_runs_too_long_is_stopped_and_says_so()
    {
        var result = await server.Runner.RunAsync(Request(CodeLanguage.Python, "while True: pass", new { }) with { Timeout = TimeSpan.FromSeconds(1) }, null, default);
        Assert.Equal(SandboxErrors.TimeoutCode, result.Error!.Code);
    }

    [JailFact]
    public async Task Code_that_ends_its_interpreter_is_told_as_died()
    {
        var result = await server.Runner.RunAsync(Request(CodeLanguage.Python, "import os\nos._exit(3)", new { }), null, default);
        Assert.Equal(SandboxErrors.DiedCode, result.Error!.Code);
    }

    [JailFact]
    public async Task A_result_over_four_megabytes_is_refused()
    {
        var result = await server.Runner.RunAsync(Request(CodeLanguage.Python, "result = 'x' * (5 << 20)", new { }), null, default);
        Assert.Equal(SandboxErrors.TooLargeCode, result.Error!.Code);
    }

    [JailFact]
    public async Task A_result_just_under_the_limit_arrives_whole()
    {
        var outcome = await RunAsync(CodeLanguage.Python, "result = 'x' * ((4 << 20) - 64)", new { });
        Assert.Equal((4 << 20) - 64, outcome.Result.GetString()!.Length);
    }

    [Fact]
    public async Task Inputs_over_four_megabytes_are_refused_before_anything_runs()
    {
        var runner = new CodeRunner(new SandboxOptions(), new SandboxSource(new SandboxOptions()), new SandboxMark("one"), null!, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<CodeRunner>.Instance);
        var result = await runner.RunAsync(Request(CodeLanguage.Python, "", new { x = new string('x', 5 << 20) }), null, default);
        Assert.Equal(SandboxErrors.TooLargeCode, result.Error!.Code);
    }

    [Fact]
    public async Task Without_a_jail_and_without_a_key_the_error_says_what_to_set()
    {
        var runner = new CodeRunner(new SandboxOptions(), new SandboxSource(new SandboxOptions()), new SandboxMark("one"), null!, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<CodeRunner>.Instance);
        var result = await runner.RunAsync(Request(CodeLanguage.Python, "", new { }), null, default);
        Assert.Equal(SandboxErrors.NotInstalledCode, result.Error!.Code);
        Assert.Contains("HiveFlow:Sandbox:E2B:ApiKey", result.Error.Message, StringComparison.Ordinal);
    }

    internal static CodeRequest Request(CodeLanguage language, string code, object inputs) => new()
    {
        Language = language,
        Code = code,
        Inputs = JsonSerializer.SerializeToElement(inputs),
        Timeout = TimeSpan.FromMinutes(3),
        OrganizationId = "org",
        RunId = "run",
        StepKey = "run/node/0",
    };

    private async Task<CodeOutcome> RunAsync(CodeLanguage language, string code, object inputs, OutputSink? output = null)
    {
        var result = await server.Runner.RunAsync(Request(language, code, inputs), output, default);
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value;
    }

    private static string Compact(JsonElement element) => JsonSerializer.Serialize(element);
}
