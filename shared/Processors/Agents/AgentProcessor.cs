using System.Globalization;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Llm;
using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Conversations;
using HiveFlow.Processors.Llm;
using HiveFlow.Processors.Settings;
using HiveFlow.Vault.Redaction;

namespace HiveFlow.Processors.Agents;

/// <summary>
/// A model with tools. Each run of it is one turn: one question to the model, whose answer is kept before anything follows from it. An answer
/// that asks for tools leaves the node open until they are called (<see cref="AgentTools"/>); one that does not ends it.
/// </summary>
internal sealed class AgentProcessor(LlmClient client, Conversations conversations, McpOffers offers, FlowOffers flows, TimeProvider time) : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "agent",
        Title = "Agent",
        Description = "A language model that may use the listed tools, until it has an answer.",
        DefaultTimeout = TimeSpan.FromMinutes(5),
        RawSettings = ["tools"],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "llm": { "enum": ["openai", "anthropic", "google", "azureOpenAi", "openAiCompatible"], "description": "The provider." },
                "model": { "type": "string", "minLength": 1, "maxLength": 200, "description": "The provider's name of the model; for Azure the deployment's." },
                "agentObjective": { "type": "string", "maxLength": 200000, "description": "The standing objective (system prompt)." },
                "prompt": { "type": "string", "minLength": 1, "maxLength": 1000000, "description": "The task." },
                "variables": {
                  "type": "object",
                  "properties": {
                    "temperature": { "type": ["number", "string"], "description": "0 to 2." },
                    "max_tokens": { "type": ["integer", "string"], "description": "Most tokens of each answer, 1 to 128,000; 1,024 unless set." }
                  },
                  "description": "How the model answers."
                },
                "tools": {
                  "type": "array", "maxItems": 64,
                  "description": "What it may use, and nothing else.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "type": { "enum": ["http", "code", "mcp", "flow"] },
                      "name": { "type": "string", "maxLength": 64, "description": "What the model calls it." },
                      "description": { "type": "string", "maxLength": 4000, "description": "What it does, for the model." },
                      "parameters": { "type": "object", "description": "JSON Schema of its arguments, which are checked by it." },
                      "flowId": { "type": "string", "maxLength": 24, "description": "Of type flow: the flow's id. Its name, description and inputSchema are the tool's unless the entry says others." },
                      "version": { "enum": ["published", "draft"], "default": "published", "description": "Of type flow: its latest published version, or the flow as it stands." }
                    },
                    "required": ["type"]
                  }
                },
                "maxSteps": { "type": "integer", "minimum": 1, "maximum": 50, "default": 10, "description": "Questions to the model at most." },
                "maxTokens": { "type": "integer", "minimum": 1, "maximum": 2000000, "default": 100000, "description": "Tokens read and written at most, together." },
                "stream": { "type": "boolean", "default": true, "description": "Whether answers are in the run's events while they are written." },
                "credentialId": { "type": "string", "maxLength": 24, "description": "The provider's credential, by its id. No expression." },
                "baseUrl": { "type": "string", "maxLength": 2000, "description": "Another address of the API than the provider's or the credential's." }
              },
              "required": ["llm", "model", "prompt"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var settings = AgentSettings.Read(read);
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var conversation = await conversations.LoadAsync(context, cancellationToken);
        if (conversation.Open is { } open)
        {
            return Calling(settings, conversation, open, null);
        }

        if (conversation.Turns is [.., { Calls.Count: 0 }])
        {
            return Finish(settings, conversation, null);
        }

        var spent = conversation.InputTokens + conversation.OutputTokens;
        return conversation.Turns.Count >= settings.MaxSteps ? Failed(settings, conversation, AgentErrors.Steps(settings.MaxSteps))
            : spent >= settings.MaxTokens ? Failed(settings, conversation, AgentErrors.Tokens(settings.MaxTokens))
            : await AskAsync(context, settings, conversation, settings.MaxTokens - spent, cancellationToken);
    }

    private async ValueTask<StepResult> AskAsync(
        StepContext context, AgentSettings settings, Conversation conversation, long tokensLeft, CancellationToken cancellationToken)
    {
        var address = await ModelAddresses.OpenAsync(context.Credentials, settings.Model.Provider, settings.Model.BaseUrl, cancellationToken);
        var offered = address.IsSuccess ? await OfferedAsync(context, settings, conversation, cancellationToken) : (Result<AgentTool[]>)address.Error;
        if (!offered.IsSuccess)
        {
            var code = offered.Error.Code;
            return Failed(settings, conversation, offered.Error, LlmErrors.IsTransient(code) || code.Kind == ErrorKind.Unavailable);
        }

        var turn = conversation.Turns.Count;
        var (startedAt, start) = (time.GetUtcNow(), time.GetTimestamp());
        var talk = new LlmTalk(client, time, context, settings.Model, address.Value!);
        var request = settings.Model.Question with
        {
            Messages = conversation.Messages(settings.Model.Prompt),
            Tools = [.. settings.Tools.Concat(offered.Value).Select(tool => new LlmTool(tool.Name, tool.Description, tool.Parameters))],
            MaxTokens = (int)Math.Min(settings.Model.MaxTokens, tokensLeft),
        };
        var answered = await talk.AskAsync(request, string.Create(CultureInfo.InvariantCulture, $"/{turn}"), settings.Model.IsStream, cancellationToken);
        if (!answered.IsSuccess)
        {
            return Failed(settings, conversation, answered.Error, LlmErrors.IsTransient(answered.Error.Code));
        }

        await conversations.AddAsync(context, turn, TurnOf(context, answered.Value, offered.Value) with { StartedAt = startedAt, DurationMicros = (long)time.GetElapsedTime(start).TotalMicroseconds }, cancellationToken);

        // What is kept counts, also where another execution of this step was first.
        conversation = await conversations.LoadAsync(context, cancellationToken);
        return conversation.Open is { } open ? Calling(settings, conversation, open, talk.Usage) : Finish(settings, conversation, talk.Usage);
    }

    private async ValueTask<Result<AgentTool[]>> OfferedAsync(
        StepContext context, AgentSettings settings, Conversation conversation, CancellationToken cancellationToken)
    {
        if (conversation.Turns.Count > 0)
        {
            return conversation.Turns[0].Offered.ToArray();
        }

        var served = settings.Servers.Count == 0 ? Array.Empty<AgentTool>() : await offers.FindAsync(context, settings, cancellationToken);
        if (!served.IsSuccess || settings.Flows.Count == 0)
        {
            return served;
        }

        var own = await flows.FindAsync(context, settings, served.Value, cancellationToken);
        return own.IsSuccess ? served.Value.Concat(own.Value).ToArray() : own;
    }

    private static AgentTurn TurnOf(StepContext context, LlmAnswer answer, IReadOnlyList<AgentTool> offered)
    {
        var mask = context.Credentials.Mask;
        return new AgentTurn
        {
            RunId = context.RunId,
            Text = mask.Apply(answer.Text),
            Model = mask.Apply(answer.Model),
            StopReason = answer.StopReason is { } reason ? mask.Apply(reason) : null,
            Calls = [.. answer.ToolCalls.Select(call => new AgentCall(mask.Apply(call.Id), mask.Apply(call.Name), mask.Apply(call.Arguments)))],
            InputTokens = answer.InputTokens,
            OutputTokens = answer.OutputTokens,
            Offered = offered,
        };
    }

    private static StepResult Calling(AgentSettings settings, Conversation conversation, ToolRound round, IReadOnlyDictionary<string, long>? fresh) =>
        StepResult.Completed(JsonValue.Null) with
        {
            Tools = round,
            Usage = UsageOf(settings, conversation),
            Fresh = fresh ?? new Dictionary<string, long>(),
            Parts = Last(settings, conversation),
        };

    private static StepResult Failed(AgentSettings settings, Conversation conversation, Error error, bool isRetryable = false) =>
        StepResult.Failed(error, isRetryable, conversation.Turns.Count == 0 ? null : OutputOf(conversation)) with
        {
            Usage = UsageOf(settings, conversation),
            Fresh = new Dictionary<string, long>(),
        };

    private static StepResult Finish(AgentSettings settings, Conversation conversation, IReadOnlyDictionary<string, long>? fresh) =>
        StepResult.Completed(OutputOf(conversation)) with
        {
            Usage = UsageOf(settings, conversation),
            Fresh = fresh ?? new Dictionary<string, long>(),
            Parts = Last(settings, conversation),
        };

    // Told at every repetition, for an earlier one may not have come to it.
    private static StepPart[] Last(AgentSettings settings, Conversation conversation) =>
        [AgentParts.Question(conversation, conversation.Turns.Count - 1, settings.Model.Model)];

    private static JsonElement OutputOf(Conversation conversation) => JsonValue.Write(writer =>
    {
        var last = conversation.Turns[^1];
        writer.WriteStartObject();
        writer.WriteString("text", last.Text);
        writer.WriteString("model", last.Model);
        writer.WriteString("stopReason", last.StopReason);
        writer.WriteNumber("steps", conversation.Turns.Count);
        writer.WriteStartArray("toolCalls");
        for (var turn = 0; turn < conversation.Turns.Count; turn++)
        {
            for (var call = 0; call < Conversation.CallsOf(conversation.Turns[turn]); call++)
            {
                writer.WriteStartObject();
                writer.WriteString("name", conversation.Turns[turn].Calls[call].Name);
                writer.WriteBoolean("isError", conversation.Results.GetValueOrDefault((turn, call))?.IsError ?? true);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
        writer.WriteStartObject("usage");
        writer.WriteNumber("inputTokens", conversation.InputTokens);
        writer.WriteNumber("outputTokens", conversation.OutputTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static Dictionary<string, long> UsageOf(AgentSettings settings, Conversation conversation)
    {
        var usage = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            [$"llm.{settings.Model.Model}.input_tokens"] = conversation.InputTokens,
            [$"llm.{settings.Model.Model}.output_tokens"] = conversation.OutputTokens,
        };
        foreach (var (kind, count) in conversation.Results.Values.SelectMany(result => result.Usage))
        {
            usage[kind] = usage.GetValueOrDefault(kind) + count;
        }

        return usage;
    }
}
