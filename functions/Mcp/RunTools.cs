using System.Text.Json;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.Runs;
using HiveFlow.Runs;
using HiveFlow.Runs.Ending;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using ModelContextProtocol.Protocol;

namespace HiveFlow.Functions.Mcp;

/// <summary>Runs flows for MCP clients and waits a while for their results.</summary>
public sealed class RunTools
{
    private const int DefaultWait = 30;
    private const int MaxWait = 60;
    private const int MaxOutput = 256 * 1024;
    private const int MaxKey = 255;

    private readonly FlowCatalog catalog;
    private readonly RunLauncher launcher;
    private readonly RunEndWaiter waiter;
    private readonly Draining draining;
    private readonly PayloadStore payloads;

    /// <summary>Starts runs as the execute call does.</summary>
    public RunTools(FlowCatalog catalog, RunLauncher launcher, RunEndWaiter waiter, Draining draining, PayloadStore payloads)
    {
        this.catalog = catalog;
        this.launcher = launcher;
        this.waiter = waiter;
        this.draining = draining;
        this.payloads = payloads;
        Tool = BuiltInTool.Of("run_flow", Access.Execute, "Runs a flow as it stands and gives its result, or the run's id where it takes longer.", """
            {"type":"object","properties":{
              "flowId":{"type":"string","description":"24 hex digits."},
              "inputs":{"type":"object","description":"What to give the flow."},
              "wait":{"type":"integer","minimum":0,"maximum":60,"default":30,"description":"Seconds to wait for the result."},
              "idempotencyKey":{"type":"string","minLength":1,"maxLength":255,"description":"The same key and inputs within 24 hours give the same run."}},
             "required":["flowId"],"additionalProperties":false}
            """, new ToolAnnotations { DestructiveHint = true, OpenWorldHint = true }, RunAsync);
    }

    internal BuiltInTool Tool { get; }

    /// <summary>Starts a run and waits for its end.</summary>
    internal async Task<CallToolResult> LaunchAsync(McpTurn turn, Launch launch, TimeSpan wait, CancellationToken cancellationToken)
    {
        var launched = await launcher.LaunchAsync(turn.Client, launch, listen: wait > TimeSpan.Zero, cancellationToken);
        if (!launched.IsSuccess)
        {
            return ToolAnswers.Of(launched.Error);
        }

        using var listener = launched.Value.Listener;
        var run = listener is null
            ? launched.Value.Run
            : await waiter.WaitAsync(listener, turn.Caller.OrganizationId, wait, draining.Begun, cancellationToken) ?? launched.Value.Run;
        var result = ToolAnswers.Of(await AnswerAsync(turn, run, cancellationToken), McpApiJson.Default.RunToolAnswer);
        result.IsError = run.Status is RunStatus.Failed or RunStatus.Cancelled;
        return result;
    }

    /// <summary>Starts a run of the published version, as a tool of its own.</summary>
    internal Task<CallToolResult> LaunchPublishedAsync(McpTurn turn, Stored<Flow> flow, JsonElement inputs, string runId, CancellationToken cancellationToken) =>
        LaunchAsync(turn, new Launch(turn.Caller, flow, inputs, null) { By = new Triggered("mcp", runId) }, TimeSpan.FromSeconds(DefaultWait), cancellationToken);

    private async Task<CallToolResult> RunAsync(McpTurn turn, ToolArguments arguments, CancellationToken cancellationToken)
    {
        var read = arguments.Only("flowId", "inputs", "wait", "idempotencyKey");
        var (id, inputs, wait, key) = (read.Required("flowId"), read.Object("inputs"), read.Whole("wait", 0, MaxWait) ?? DefaultWait, read.Text("idempotencyKey"));
        var fault = read.Fault
            ?? (key is null or { Length: > 0 and <= MaxKey } && key?.Any(c => c is <= ' ' or > '~') != true
                ? null
                : RequestErrors.Invalid("idempotencyKey", $"idempotencyKey must be 1 to {MaxKey} printable ASCII characters."));
        if (fault is not null)
        {
            return ToolAnswers.Of(fault);
        }

        return turn.Caller.MayUseFlow(id) && await catalog.GetAsync(turn.Caller.Tenant, id, cancellationToken) is { } flow
            ? await LaunchAsync(turn, new Launch(turn.Caller, flow, inputs, key), TimeSpan.FromSeconds(wait), cancellationToken)
            : ToolAnswers.Of(RequestErrors.NotFound("flow"));
    }

    private async Task<RunToolAnswer> AnswerAsync(McpTurn turn, Run run, CancellationToken cancellationToken)
    {
        var answer = new RunToolAnswer { ExecutionId = run.Id, Status = run.Status, Failure = run.Failure };
        if (!RunStatus.IsFinal(run.Status))
        {
            return answer with { Note = $"It goes on; GET /api/runs/{run.Id} shows how it ends." };
        }

        var output = run.Output is null ? (JsonElement?)null : await payloads.LoadAsync(turn.Caller.Tenant, run.Output, cancellationToken);
        return output is { } value && JsonValues.RawLength(value) > MaxOutput
            ? answer with { Note = $"Its output is too large for a tool; GET /api/runs/{run.Id} has it." }
            : answer with { Output = output };
    }
}
