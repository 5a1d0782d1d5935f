using System.Globalization;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Validation;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Agents;

/// <summary>
/// Calls a tool that an agent's model asked for: only one that the node lists, only with arguments that fit its parameters. What goes wrong is
/// told to the model and does not fail the node; a result is kept before anything follows from it.
/// </summary>
public sealed class AgentTools(IEnumerable<IProcessor> processors, Conversations conversations, ExpressionEvaluator expressions, TimeProvider time)
{
    private const string FlowNode = "subflow";
    private const int MaxResult = 64 * 1024;

    /// <summary>
    /// Calls it, unless its result is there already. Its use is the result's. Where the tool is a flow, the result says which, and the call is open
    /// until <see cref="TakeAsync"/> is told what came of it.
    /// </summary>
    /// <param name="context">The node's step.</param>
    /// <param name="input">What the run was given.</param>
    /// <param name="turn">The turn that asks for it.</param>
    /// <param name="call">Which of the turn's calls.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<StepResult> CallAsync(StepContext context, JsonElement input, int turn, int call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var conversation = await conversations.LoadAsync(context, cancellationToken);
        if (EndedOf(conversation, turn, call) is { } ended)
        {
            return ended;
        }

        var (startedAt, start) = (time.GetUtcNow(), time.GetTimestamp());
        var asked = conversation.Turns[turn].Calls[call];
        var found = FindTool(context, asked, conversation.Turns[0].Offered);
        var result = found.IsSuccess
            ? await RunAsync(context, input, asked, found.Value, turn, call, cancellationToken)
            : StepResult.Failed(found.Error);
        var nodeType = found.IsSuccess ? NodeTypeOf(found.Value) : string.Empty;
        if (result is { Error: null, Subflow: not null })
        {
            return result with { Parts = [AgentParts.Open(asked, turn, call, nodeType, startedAt)] };
        }

        var micros = (long)time.GetElapsedTime(start).TotalMicroseconds;
        return await KeepAsync(context, asked, turn, call, result, new AgentResult
        {
            RunId = context.RunId,
            Text = string.Empty,
            NodeType = nodeType,
            StartedAt = startedAt,
            DurationMicros = micros,
        }, cancellationToken);
    }

    /// <summary>Takes what came of a flow that was called, unless that is there already.</summary>
    /// <param name="context">The node's step.</param>
    /// <param name="turn">The turn that asked for it.</param>
    /// <param name="call">Which of the turn's calls.</param>
    /// <param name="result">What it came to.</param>
    /// <param name="childRunId">Its run.</param>
    /// <param name="startedAt">When it was called; null where nobody knows.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<StepResult> TakeAsync(
        StepContext context, int turn, int call, StepResult result, string childRunId, DateTimeOffset? startedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(result);
        var conversation = await conversations.LoadAsync(context, cancellationToken);
        var now = time.GetUtcNow();
        return EndedOf(conversation, turn, call) ?? await KeepAsync(context, conversation.Turns[turn].Calls[call], turn, call, result, new AgentResult
        {
            RunId = context.RunId,
            Text = string.Empty,
            NodeType = FlowNode,
            StartedAt = startedAt ?? now,
            DurationMicros = Math.Max(0, (long)(now - (startedAt ?? now)).TotalMicroseconds),
            ChildRunId = childRunId,
        }, cancellationToken);
    }

    /// <summary>Tells the model of a call that could not be carried to its end: it took too long, or broke.</summary>
    public async Task<StepResult> FailAsync(StepContext context, int turn, int call, Error error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(error);
        var conversation = await conversations.LoadAsync(context, cancellationToken);
        if (EndedOf(conversation, turn, call) is { } ended)
        {
            return ended;
        }

        var asked = conversation.Turns[turn].Calls[call];
        var found = FindTool(context, asked, conversation.Turns[0].Offered);
        return await KeepAsync(context, asked, turn, call, StepResult.Failed(error), new AgentResult
        {
            RunId = context.RunId,
            Text = string.Empty,
            NodeType = found.IsSuccess ? NodeTypeOf(found.Value) : string.Empty,
            StartedAt = time.GetUtcNow(),
        }, cancellationToken);
    }

    // What there is to say of a call that has ended, or never was; null for one that is open.
    private static StepResult? EndedOf(Conversation conversation, int turn, int call) =>
        turn >= conversation.Turns.Count || call >= Conversation.CallsOf(conversation.Turns[turn]) ? StepResult.Completed(JsonValue.Null)
        : conversation.Results.TryGetValue((turn, call), out var result)
            ? StepResult.Completed(JsonValue.Null) with { Parts = [AgentParts.Call(conversation.Turns[turn].Calls[call], turn, call, result)] }
        : null;

    private static string NodeTypeOf(AgentTool tool) => tool.Kind switch
    {
        "mcp" => "mcpTool",
        "flow" => FlowNode,
        _ => tool.Kind,
    };

    private async ValueTask<StepResult> KeepAsync(
        StepContext context, AgentCall asked, int turn, int call, StepResult result, AgentResult made, CancellationToken cancellationToken)
    {
        var (text, isError) = TextOf(result);
        made = made with
        {
            Text = Cut(context.Credentials.Mask.Apply(text)),
            IsError = isError,
            Code = result.Error?.Code.Value,
            Usage = result.Usage,
        };
        await conversations.AddAsync(context, turn, call, made, cancellationToken);
        context.Log.Write(isError ? "warn" : "info", $"The tool {asked.Name[..Math.Min(asked.Name.Length, 64)]} {(isError ? "failed" : "answered")}.");
        return StepResult.Completed(JsonValue.Null) with { Usage = result.Usage, Parts = [AgentParts.Call(asked, turn, call, made)] };
    }

    private static Result<AgentTool> FindTool(StepContext context, AgentCall asked, IReadOnlyList<AgentTool> offered)
    {
        var read = new SettingsReader(context.Settings);
        var settings = AgentSettings.Read(read);
        return read.Fault is { } fault ? fault
            : settings.Tools.Concat(offered).FirstOrDefault(tool => tool.Name == asked.Name) is { } found ? found
            : ProcessorErrors.SettingInvalid("tools", "was not called: There is no tool of that name.");
    }

    private async ValueTask<StepResult> RunAsync(
        StepContext context, JsonElement input, AgentCall asked, AgentTool found, int turn, int call, CancellationToken cancellationToken)
    {
        if (asked.Arguments.ValueKind != JsonValueKind.Object)
        {
            return Refused("The arguments are no JSON object.");
        }

        if (ValueSchema.ReadLenient(found.Parameters).FaultsOf(asked.Arguments) is { Count: > 0 } faults)
        {
            return Refused($"The arguments do not fit: {string.Join(" ", faults)}");
        }

        var made = SettingsFor(found, asked.Arguments, input, cancellationToken);
        if (!made.IsSuccess)
        {
            return StepResult.Failed(made.Error);
        }

        var processor = processors.First(p => p.Type.Name == NodeTypeOf(found));
        return await processor.RunAsync(
            new StepContext
            {
                RunId = context.RunId,
                NodeId = context.NodeId,
                OrganizationId = context.OrganizationId,
                ActsFor = context.ActsFor,
                Iteration = context.Iteration,
                IdempotencyKey = string.Create(CultureInfo.InvariantCulture, $"{context.IdempotencyKey}/{turn}.{call}"),
                Settings = made.Value,
                Input = asked.Arguments,
                Credentials = context.Credentials.With(CredentialOf(found)),
                Log = context.Log,
                Deadline = context.Deadline,
            },
            cancellationToken);
    }

    private Result<JsonElement> SettingsFor(AgentTool tool, JsonElement arguments, JsonElement input, CancellationToken cancellationToken) => tool.Kind switch
    {
        // The arguments are data: an expression in them is text.
        "http" => expressions.Resolve(tool.Settings, new ExpressionScope { Trigger = input, Inputs = input, Vars = arguments }, [], cancellationToken),
        "code" or "flow" => With(tool.Settings, "inputs", arguments),
        _ => With(tool.Settings, "arguments", arguments),
    };

    private static JsonElement With(JsonElement settings, string name, JsonElement value) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in settings.EnumerateObject().Where(member => !member.NameEquals(name)))
        {
            member.WriteTo(writer);
        }

        writer.WritePropertyName(name);
        value.WriteTo(writer);
        writer.WriteEndObject();
    });

    private static string? CredentialOf(AgentTool tool) =>
        tool.Kind == "http" && tool.Settings.TryGetProperty("credentialId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private static StepResult Refused(string sentence) => StepResult.Failed(ProcessorErrors.SettingInvalid("tools", "was not called: " + sentence));

    private static (string Text, bool IsError) TextOf(StepResult result) => result.Error is { } error
        ? ($"{error.Code.Value}: {error.Message}{(result.Output.ValueKind == JsonValueKind.Null ? "" : "\n" + JsonValue.AsText(result.Output))}", true)
        : (JsonValue.AsText(result.Output), false);

    private static string Cut(string text) => text.Length <= MaxResult ? text : text[..MaxResult] + "\n[The rest is left out.]";
}
