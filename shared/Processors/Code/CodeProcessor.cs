using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;
using HiveFlow.Sandbox;
using HiveFlow.Sandbox.Code;

namespace HiveFlow.Processors.Code;

/// <summary>Runs a piece of user code in a sandbox of its own.</summary>
internal sealed class CodeProcessor(CodeRunner runner, TimeProvider time) : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "code",
        Title = "Code",
        Description = "Runs Python, JavaScript or bash in an isolated sandbox without a network. Its output is what the code returns.",
        DefaultTimeout = TimeSpan.FromSeconds(60),
        RawSettings = ["code"],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "language": { "enum": ["python", "javascript", "bash"], "default": "python" },
                "code": { "type": "string", "minLength": 1, "maxLength": 1048576, "description": "The program, run as it stands: expressions in it are not resolved, data comes by inputs." },
                "inputs": { "description": "What the code sees as inputs; the node's input unless set." }
              },
              "required": ["code"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var code = read.RequiredText("code");
        var language = read.Choice("language", "python", "python", "javascript", "bash");
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var left = context.Deadline == DateTimeOffset.MaxValue ? CodeRequest.LongestTimeout : context.Deadline - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return StepResult.Failed(SandboxErrors.Timeout(TimeSpan.Zero));
        }

        var request = new CodeRequest
        {
            Language = language switch
            {
                "javascript" => CodeLanguage.JavaScript,
                "bash" => CodeLanguage.Bash,
                _ => CodeLanguage.Python,
            },
            Code = code,
            Inputs = read.Any("inputs") ?? context.Input,
            Timeout = left < CodeRequest.LongestTimeout ? left : CodeRequest.LongestTimeout,
            OrganizationId = context.OrganizationId,
            RunId = context.RunId,
            StepKey = context.IdempotencyKey,
        };
        var ran = await runner.RunAsync(request, context.Log.Output, cancellationToken);
        return ran.IsSuccess ? Finish(language, ran.Value) : StepResult.Failed(ran.Error, IsTransient(ran.Error.Code));
    }

    private static StepResult Finish(string language, CodeOutcome outcome)
    {
        var result = outcome.Error is { } error
            ? StepResult.Failed(ProcessorErrors.CodeFailed(CodeErrorText.Sentence(language, error)), output: CodeErrorText.ToOutput(language, error, outcome))
            : StepResult.Completed(outcome.Result);
        return result with { Usage = new Dictionary<string, long> { ["sandbox.ms"] = outcome.DurationMs } };
    }

    private static bool IsTransient(ErrorCode code) => code == SandboxErrors.BusyCode || code == SandboxErrors.FailedCode;
}
