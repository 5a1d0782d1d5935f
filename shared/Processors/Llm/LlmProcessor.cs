using System.Globalization;
using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Credentials;
using HiveFlow.Processors.Settings;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Processors.Llm;

/// <summary>Asks a language model. Every byte leaves through the guarded client, the key by its credential and to its hosts alone.</summary>
internal sealed class LlmProcessor(OutgoingClient client, TimeProvider time) : IProcessor
{
    private const int DefaultMaxTokens = 1024;
    private const int MaxModelLength = 200;
    private const int MostTokens = 128_000;

    private static readonly Dictionary<string, ILlmWire> Wires = new(StringComparer.Ordinal)
    {
        ["openai"] = new OpenAiWire("https://api.openai.com/v1"),
        ["anthropic"] = new AnthropicWire(),
        ["google"] = new GoogleWire(),
        ["azureOpenAi"] = new OpenAiWire(null, isAzure: true),
        ["openAiCompatible"] = new OpenAiWire(null),
    };

    public NodeType Type { get; } = new()
    {
        Name = "llm",
        Title = "Language model",
        Description = "Asks a language model and gives its answer out.",
        DefaultTimeout = TimeSpan.FromMinutes(5),
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
        var wire = Wires[Provider(read)];
        var variables = new SettingsReader(read.Any("variables") ?? JsonValue.Null);
        var prompt = new LlmPrompt(
            read.RequiredText("model"),
            read.Text("agentObjective") is { Length: > 0 } system ? system : null,
            read.RequiredText("prompt"),
            Number(read, variables, "temperature", 0, 2),
            (int)(Number(read, variables, "max_tokens", 1, MostTokens) ?? DefaultMaxTokens));
        var baseUrl = read.Text("baseUrl");

        // To go on as if they were not there would take branches that nobody meant.
        if (read.Any("conditions") is { ValueKind: JsonValueKind.Array } conditions && conditions.GetArrayLength() > 0)
        {
            read.Reject("conditions", "cannot be used here yet; put a condition or switch node after this one");
        }

        if (prompt.Model.Length > MaxModelLength || prompt.Model.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            read.Reject("model", $"must be at most {MaxModelLength} printable ASCII characters without spaces");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        OutgoingCredential? credential = null;
        string? apiVersion = null;
        if (context.Credentials.MainId is { } credentialId)
        {
            var opened = await context.Credentials.OpenAsync(credentialId, cancellationToken);
            if (!opened.IsSuccess)
            {
                return StepResult.Failed(opened.Error, opened.Error.Code.Kind == ErrorKind.Unavailable);
            }

            if (opened.Value.ForHttp is not { } headers)
            {
                return StepResult.Failed(CredentialErrors.WrongType(opened.Value.Type, "by an llm node"));
            }

            credential = headers;
            baseUrl ??= opened.Value.Type switch
            {
                "openAiCompatible" => opened.Value.Text("baseUrl"),
                "azureOpenAi" => opened.Value.Text("endpoint"),
                _ => null,
            };
            apiVersion = opened.Value.Type == "azureOpenAi" ? opened.Value.Text("apiVersion") : null;
        }

        return (baseUrl ?? wire.DefaultBase) is { } address
            ? await AskAsync(context, wire, prompt, wire.UrlOf(address.TrimEnd('/'), prompt.Model, apiVersion), credential, cancellationToken)
            : StepResult.Failed(ProcessorErrors.SettingInvalid("baseUrl", "is needed, here or in the credential"));
    }

    private async ValueTask<StepResult> AskAsync(
        StepContext context, ILlmWire wire, LlmPrompt prompt, string url, OutgoingCredential? credential, CancellationToken cancellationToken)
    {
        var body = JsonValue.Write(writer => wire.Write(writer, prompt));
        var answered = await client.SendAsync(
            new OutgoingRequest
            {
                Method = "POST",
                Url = url,
                Owner = context.OrganizationId,
                Headers = [new("Content-Type", "application/json"), new("Idempotency-Key", context.IdempotencyKey), .. wire.Headers],
                Credential = credential,
                Body = Encoding.UTF8.GetBytes(body.GetRawText()),
                Timeout = context.Deadline == DateTimeOffset.MaxValue ? Type.DefaultTimeout : context.Deadline - time.GetUtcNow(),
            },
            cancellationToken);
        if (!answered.IsSuccess)
        {
            return StepResult.Failed(answered.Error, OutgoingErrors.IsTransient(answered.Error.Code));
        }

        var response = answered.Value;
        var host = response.Url.Authority;
        if (response.Status != 200)
        {
            return StepResult.Failed(LlmErrors.Refused(host, response.Status, RetryAfter(response)), MayPass(response.Status));
        }

        return Parse(response.Body) is { } json && wire.Read(json, prompt.Model) is { } answer
            ? Finish(context, host, prompt.Model, answer)
            : StepResult.Failed(LlmErrors.AnswerInvalid(host), isRetryable: true);
    }

    private static StepResult Finish(StepContext context, string host, string model, LlmAnswer answer)
    {
        context.Log.Write("info", $"{host} answered: {answer.InputTokens} tokens in, {answer.OutputTokens} out.");
        var output = JsonValue.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("text", answer.Text);
            writer.WriteString("model", answer.Model);
            writer.WriteString("stopReason", answer.StopReason);
            writer.WriteStartObject("usage");
            writer.WriteNumber("inputTokens", answer.InputTokens);
            writer.WriteNumber("outputTokens", answer.OutputTokens);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

        // By the model that was asked for: what an answer calls itself is the server's choice, and would be a kind of its own each time.
        return StepResult.Completed(output) with
        {
            Usage = new Dictionary<string, long>
            {
                [$"llm.{model}.input_tokens"] = answer.InputTokens,
                [$"llm.{model}.output_tokens"] = answer.OutputTokens,
            },
        };
    }

    private static string Provider(SettingsReader read)
    {
        var name = read.Choice("llm", string.Empty, "openai", "anthropic", "google", "azureOpenAi", "openAiCompatible");
        return Wires.ContainsKey(name) ? name : "openai";
    }

    /// <summary>A number, or a text that is one: the public clients' forms send both.</summary>
    private static double? Number(SettingsReader read, SettingsReader variables, string name, double least, double most)
    {
        if (variables.Any(name) is not { } value)
        {
            return null;
        }

        var number = double.NaN;
        var good = value.ValueKind == JsonValueKind.Number
            ? value.TryGetDouble(out number)
            : value.ValueKind == JsonValueKind.String && double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        if (!good || !(number >= least && number <= most) || (most > 2 && number % 1 != 0))
        {
            read.Reject($"variables.{name}", string.Create(CultureInfo.InvariantCulture, $"must be a number from {least} to {most}"));
            return null;
        }

        return number;
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(OutgoingResponse response) =>
        response.Headers.TryGetValue("retry-after", out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(Math.Min(seconds, 3_600))
            : null;

    /// <summary>529 is Anthropic's word for overloaded.</summary>
    private static bool MayPass(int status) => status is 408 or 425 or 429 or (>= 500 and not 501 and not 505);
}
