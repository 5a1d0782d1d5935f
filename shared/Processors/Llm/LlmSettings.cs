using System.Globalization;
using System.Text.Json;
using HiveFlow.Flows.Validation;
using HiveFlow.Llm.Calling;
using HiveFlow.Llm.Conversations;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Llm;

/// <summary>What an llm or agent node says about its model and question.</summary>
/// <param name="Provider">Whose API.</param>
/// <param name="BaseUrl">Its address; null for the usual one.</param>
/// <param name="Model">The model.</param>
/// <param name="System">The standing objective; null for none.</param>
/// <param name="Prompt">The question.</param>
/// <param name="Temperature">Null leaves it to the provider.</param>
/// <param name="MaxTokens">Most tokens of an answer.</param>
/// <param name="IsStream">Whether watchers see the answer while it is written.</param>
/// <param name="Schema">What the answer has to fit; null for free text.</param>
internal sealed record LlmSettings(
    LlmProvider Provider, string? BaseUrl, string Model, string? System, string Prompt, double? Temperature, int MaxTokens, bool IsStream, SchemaAnswer? Schema)
{
    public const int MostTokens = 128_000;

    private const int DefaultMaxTokens = 1024;
    private const int MaxModelLength = 200;
    private const int MaxSchemaLength = 64 * 1024;

    /// <summary>The question as it is put first.</summary>
    public LlmRequest Question => new()
    {
        Model = Model,
        System = Schema is null ? System : Schema.Instruct(System),
        Messages = [LlmMessage.User(Prompt)],
        MaxTokens = MaxTokens,
        Temperature = Temperature,
        AnswerSchema = Schema?.Schema,
    };

    /// <summary>Reads them; faults go to the reader, and then the value must not be used.</summary>
    public static LlmSettings Read(SettingsReader read)
    {
        var name = read.Choice("llm", string.Empty, [.. LlmProvider.Names]);
        if (!LlmProvider.TryGet(name, out var provider))
        {
            LlmProvider.TryGet("openai", out provider);
        }

        var variables = new SettingsReader(read.Any("variables") ?? JsonValue.Null);
        var settings = new LlmSettings(
            provider!,
            read.Text("baseUrl"),
            read.RequiredText("model"),
            read.Text("agentObjective") is { Length: > 0 } system ? system : null,
            read.RequiredText("prompt"),
            Number(read, variables, "temperature", 0, 2),
            (int)(Number(read, variables, "max_tokens", 1, MostTokens) ?? DefaultMaxTokens),
            read.Flag("stream", true),
            SchemaOf(read));
        if (settings.Model.Length > MaxModelLength || settings.Model.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            read.Reject("model", $"must be at most {MaxModelLength} printable ASCII characters without spaces");
        }

        return settings;
    }

    private static SchemaAnswer? SchemaOf(SettingsReader read)
    {
        if (read.Any("outputSchema") is not { } schema)
        {
            return null;
        }

        if (schema.ValueKind != JsonValueKind.Object || schema.GetRawText().Length > MaxSchemaLength)
        {
            read.Reject("outputSchema", $"must be a JSON Schema: an object of at most {MaxSchemaLength / 1024} KiB");
            return null;
        }

        if (ValueSchema.Read(schema, out var fault) is { } checks)
        {
            return new SchemaAnswer(schema, checks);
        }

        read.Reject("outputSchema", $"can't be used: {fault}");
        return null;
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
}
