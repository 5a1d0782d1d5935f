using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Llm;
using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Conversations;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Llm;

/// <summary>
/// Asks a language model: the question, once more where the answer does not fit its schema, and where conditions are put in words a question
/// about them.
/// </summary>
internal sealed class LlmProcessor(LlmClient client, TimeProvider time) : IProcessor
{
    private const int MostConditionTokens = 256;

    public NodeType Type { get; } = new()
    {
        Name = "llm",
        Title = "Language model",
        Description = "Asks a language model and gives its answer out.",
        DefaultTimeout = TimeSpan.FromMinutes(5),
        OutputsFrom = LlmConditions.Outputs,
        RawSettings = ["outputSchema"],
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "llm": { "enum": ["openai", "anthropic", "google", "azureOpenAi", "openAiCompatible"], "description": "The provider." },
                "model": { "type": "string", "minLength": 1, "maxLength": 200, "description": "The provider's name of the model; for Azure the deployment's." },
                "agentObjective": { "type": "string", "maxLength": 200000, "description": "The standing objective (system prompt)." },
                "prompt": { "type": "string", "minLength": 1, "maxLength": 1000000, "description": "The question." },
                "variables": {
                  "type": "object",
                  "properties": {
                    "temperature": { "type": ["number", "string"], "description": "0 to 2." },
                    "max_tokens": { "type": ["integer", "string"], "description": "Most tokens of the answer, 1 to 128,000; 1,024 unless set." }
                  },
                  "description": "How the model answers."
                },
                "outputSchema": { "type": "object", "description": "JSON Schema that the answer has to fit; it then stands as json in the output. No expressions." },
                "conditions": {
                  "type": "array", "maxItems": 100,
                  "description": "Which node follows; the first that holds decides.",
                  "items": {
                    "type": "object",
                    "properties": {
                      "targetNodeId": { "type": "string", "description": "The node that follows then; an edge must lead to it." },
                      "usePrompt": { "type": "boolean", "description": "Whether the model decides by prompt." },
                      "prompt": { "type": "string", "maxLength": 10000, "description": "A statement about the answer." },
                      "operator": { "type": "string", "description": "Compares the answer with value, as the condition node does." },
                      "value": { "description": "What to compare with." }
                    }
                  }
                },
                "stream": { "type": "boolean", "default": true, "description": "Whether the answer is in the run's events while it is written." },
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
        var settings = LlmSettings.Read(read);
        var conditions = LlmConditions.Read(read);
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        var address = await ModelAddresses.OpenAsync(context.Credentials, settings.Provider, settings.BaseUrl, cancellationToken);
        if (!address.IsSuccess)
        {
            return StepResult.Failed(address.Error, address.Error.Code.Kind == ErrorKind.Unavailable);
        }

        var talk = new LlmTalk(client, time, context, settings, address.Value);
        var result = await AnswerAsync(talk, settings, conditions, cancellationToken);
        return result with { Usage = talk.Usage };
    }

    private static async ValueTask<StepResult> AnswerAsync(LlmTalk talk, LlmSettings settings, LlmConditions conditions, CancellationToken cancellationToken)
    {
        var answered = await talk.AskAsync(settings.Question, string.Empty, settings.IsStream, cancellationToken);
        if (!answered.IsSuccess)
        {
            return Failed(answered.Error);
        }

        JsonElement? json = null;
        if (settings.Schema is { } schema)
        {
            (json, var faults) = schema.Read(answered.Value.Text);
            if (json is null)
            {
                answered = await talk.AskAsync(Again(settings, answered.Value, faults), "/repair", settings.IsStream, cancellationToken);
                if (!answered.IsSuccess)
                {
                    return Failed(answered.Error);
                }

                (json, faults) = schema.Read(answered.Value.Text);
            }

            if (json is null)
            {
                return StepResult.Failed(LlmErrors.OutputInvalid(faults), output: ToOutput(answered.Value, null, talk));
            }
        }

        var output = ToOutput(answered.Value, json, talk);
        if (conditions.IsEmpty)
        {
            return StepResult.Completed(output);
        }

        var branch = await ChooseAsync(talk, settings, conditions, answered.Value.Text, cancellationToken);
        return branch.IsSuccess
            ? StepResult.Completed(ToOutput(answered.Value, json, talk)) with { Branch = branch.Value }
            : StepResult.Failed(branch.Error, LlmErrors.IsTransient(branch.Error.Code), output);
    }

    private static async ValueTask<Result<string>> ChooseAsync(
        LlmTalk talk, LlmSettings settings, LlmConditions conditions, string answer, CancellationToken cancellationToken)
    {
        var needsModel = conditions.NeedsModel(answer);
        if (!needsModel.IsSuccess)
        {
            return needsModel.Error;
        }

        if (!needsModel.Value)
        {
            return conditions.Choose(answer, new HashSet<int>());
        }

        var question = new LlmRequest
        {
            Model = settings.Model,
            System = LlmConditions.AskObjective,
            Messages = [LlmMessage.User(conditions.Ask(answer))],
            MaxTokens = MostConditionTokens,
            Temperature = settings.Temperature is null ? null : 0,
        };
        var said = await talk.AskAsync(question, "/conditions", isStream: false, cancellationToken);
        return !said.IsSuccess ? said.Error
            : LlmConditions.Numbers(said.Value.Text) is { } numbers ? conditions.Choose(answer, numbers)
            : talk.NoDecision();
    }

    private static LlmRequest Again(LlmSettings settings, LlmAnswer answer, IReadOnlyList<string> faults) => settings.Question with
    {
        Messages = [LlmMessage.User(settings.Prompt), LlmMessage.Assistant(answer.Text.Length > 0 ? answer.Text : "(nothing)"), LlmMessage.User(SchemaAnswer.Repair(faults))],
    };

    private static StepResult Failed(Error error) => StepResult.Failed(error, LlmErrors.IsTransient(error.Code));

    private static JsonElement ToOutput(LlmAnswer answer, JsonElement? json, LlmTalk talk) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("text", answer.Text);
        if (json is { } value)
        {
            writer.WritePropertyName("json");
            value.WriteTo(writer);
        }

        writer.WriteString("model", answer.Model);
        writer.WriteString("stopReason", answer.StopReason);
        writer.WriteStartObject("usage");
        writer.WriteNumber("inputTokens", talk.InputTokens);
        writer.WriteNumber("outputTokens", talk.OutputTokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });
}
