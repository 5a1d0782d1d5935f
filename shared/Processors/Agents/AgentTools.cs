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
public sealed class AgentTools(IEnumerable<IProcessor> processors, Conversations conversations, ExpressionEvaluator expressions)
{
    private const int MaxResult = 64 * 1024;

    /// <summary>Calls it, unless its result is there already. Its use is the result's.</summary>
    /// <param name="context">The node's step.</param>
    /// <param name="input">What the run was given.</param>
    /// <param name="turn">The turn that asks for it.</param>
    /// <param name="call">Which of the turn's calls.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<StepResult> CallAsync(StepContext context, JsonElement input, int turn, int call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var conversation = await conversations.LoadAsync(context, cancellationToken);
        if (turn >= conversation.Turns.Count || call >= Conversation.CallsOf(conversation.Turns[turn]) || conversation.Results.ContainsKey((turn, call)))
        {
            return StepResult.Completed(JsonValue.Null);
        }

        var asked = conversation.Turns[turn].Calls[call];
        var result = await RunAsync(context, input, asked, conversation.Turns[0].Offered, turn, call, cancellationToken);
        var (text, isError) = TextOf(result);
        await conversations.AddAsync(
            context,
            turn,
            call,
            new AgentResult { RunId = context.RunId, Text = Cut(context.Credentials.Mask.Apply(text)), IsError = isError, Usage = result.Usage },
            cancellationToken);
        context.Log.Write(isError ? "warn" : "info", $"The tool {asked.Name[..Math.Min(asked.Name.Length, 64)]} {(isError ? "failed" : "answered")}.");
        return StepResult.Completed(JsonValue.Null) with { Usage = result.Usage };
    }

    /// <summary>Tells the model of a call that could not be carried to its end: it took too long, or broke.</summary>
    public Task FailAsync(StepContext context, int turn, int call, Error error, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(error);
        return conversations.AddAsync(
            context, turn, call, new AgentResult { RunId = context.RunId, Text = $"{error.Code.Value}: {error.Message}", IsError = true }, cancellationToken);
    }

    private async ValueTask<StepResult> RunAsync(
        StepContext context, JsonElement input, AgentCall asked, IReadOnlyList<AgentTool> offered, int turn, int call, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var settings = AgentSettings.Read(read);
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (settings.Tools.Concat(offered).FirstOrDefault(tool => tool.Name == asked.Name) is not { } found)
        {
            return Refused("There is no tool of that name.");
        }

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

        var processor = processors.First(p => p.Type.Name == (found.Kind == "mcp" ? "mcpTool" : found.Kind));
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
        "code" => With(tool.Settings, "inputs", arguments),
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
