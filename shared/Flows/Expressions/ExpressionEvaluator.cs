using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.Expressions.Scripts;

namespace HiveFlow.Flows.Expressions;

/// <summary>
/// Resolves the expressions <c>{{ … }}</c> in a node's data. A text that is one single expression takes its value with its type, in
/// other texts values are written as text (null as nothing, objects as JSON). Values are data: what one evaluation puts out is never
/// evaluated again. Thread-safe; a singleton.
/// </summary>
public sealed class ExpressionEvaluator(ExpressionLimits limits, TimeProvider clock)
{
    /// <summary>Largest resolved data of one node in bytes.</summary>
    public const int MaxResolvedBytes = 8 << 20;

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> NeverTemplates = new(StringComparer.Ordinal) { "nodeType", "label" };

    private readonly TemplateCache templates = new(limits);

    /// <summary>The data with every expression replaced by its value; failures are <see cref="ExpressionErrors"/> and name the field.</summary>
    /// <param name="data">A node's <c>data</c>.</param>
    /// <param name="scope">What the expressions see.</param>
    /// <param name="rawSettings">Fields of the data that are no templates (program code).</param>
    /// <param name="cancellationToken">Ends an evaluation soon.</param>
    public Result<JsonElement> Resolve(
        JsonElement data, ExpressionScope scope, IReadOnlyCollection<string> rawSettings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(rawSettings);
        if (!Applies(data))
        {
            return data;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Writing);
        var error = TryWrite(writer, data, scope, rawSettings, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        writer.Flush();
        try
        {
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            return Error.Of(ExpressionErrors.LimitCode, "The data of the node would be nested deeper than 64 levels.");
        }
    }

    /// <summary>What the expressions in a node's data refer to. A text that cannot be parsed refers to nothing.</summary>
    public ExpressionReferences References(JsonElement data, IReadOnlyCollection<string> rawSettings)
    {
        if (!Applies(data))
        {
            return ExpressionReferences.None;
        }

        var expressions = Texts(data, rawSettings, string.Empty).SelectMany(text => templates.Get(text.Text).Expressions).ToList();
        return new ExpressionReferences(
            expressions.SelectMany(expression => expression.NodeIds).ToHashSet(StringComparer.Ordinal),
            expressions.Exists(expression => expression.RefersToAllNodes));
    }

    /// <summary>Every expression in a node's data that cannot be parsed.</summary>
    public IEnumerable<ExpressionProblem> Problems(JsonElement data, IReadOnlyCollection<string> rawSettings) =>
        from text in Texts(data, rawSettings, string.Empty)
        let fault = templates.Get(text.Text).Fault
        where fault is not null
        select new ExpressionProblem(text.Field, fault.Position, fault.Message);

    /// <summary>Whether the value is one single expression, so that its type is known only when a run resolves it.</summary>
    public bool IsSingleExpression(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && Template.Applies(text) && templates.Get(text).Single is not null;

    private Error? TryWrite(
        Utf8JsonWriter writer, JsonElement data, ExpressionScope scope, IReadOnlyCollection<string> raw, CancellationToken cancellationToken)
    {
        try
        {
            return Write(writer, data, scope, raw, string.Empty, cancellationToken);
        }
        catch (ScriptStopException stop)
        {
            return Error.Of(ExpressionErrors.FailedCode, $"The data of the node cannot be resolved: {stop.Message}.");
        }
    }

    private Error? Write(
        Utf8JsonWriter writer, JsonElement value, ExpressionScope scope, IReadOnlyCollection<string> raw, string path, CancellationToken cancellationToken)
    {
        if (writer.BytesCommitted + writer.BytesPending > MaxResolvedBytes)
        {
            return ExpressionErrors.Limit(path, $"the data of the node would be larger than {MaxResolvedBytes >> 20} MiB");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in value.EnumerateObject())
                {
                    var name = JsonTexts.NameOf(property);
                    writer.WritePropertyName(name);
                    var isRaw = path.Length == 0 && (raw.Contains(name) || NeverTemplates.Contains(name));
                    var field = path.Length == 0 ? name : $"{path}.{name}";
                    if (isRaw)
                    {
                        property.Value.WriteTo(writer);
                    }
                    else if (Write(writer, property.Value, scope, raw, field, cancellationToken) is { } error)
                    {
                        return error;
                    }
                }

                writer.WriteEndObject();
                return null;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                var place = 0;
                foreach (var item in value.EnumerateArray())
                {
                    if (Write(writer, item, scope, raw, $"{path}[{place++}]", cancellationToken) is { } error)
                    {
                        return error;
                    }
                }

                writer.WriteEndArray();
                return null;
            case JsonValueKind.String when Applies(value) && JsonTexts.Of(value) is { } text && Template.Applies(text):
                return WriteText(writer, templates.Get(text), scope, path, cancellationToken);
            default:
                value.WriteTo(writer);
                return null;
        }
    }

    private Error? WriteText(Utf8JsonWriter writer, Template template, ExpressionScope scope, string path, CancellationToken cancellationToken)
    {
        if (template.Fault is { } fault)
        {
            return Error.Of(ExpressionErrors.FailedCode, $"In {path}: {fault.Message}");
        }

        if (template.Single is { } single)
        {
            var value = Evaluate(single, scope, cancellationToken);
            if (value.IsSuccess)
            {
                value.Value.WriteTo(writer);
                return null;
            }

            return ExpressionErrors.At(value.Error, path);
        }

        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            var value = part.Expression is null ? default : Evaluate(part.Expression, scope, cancellationToken);
            if (part.Expression is not null && !value.IsSuccess)
            {
                return ExpressionErrors.At(value.Error!, path);
            }

            text.Append(part.Text ?? AsText(value.Value));
            if (text.Length > MaxResolvedBytes)
            {
                return ExpressionErrors.Limit(path, $"the text would be longer than {MaxResolvedBytes >> 20} Mi characters");
            }
        }

        writer.WriteStringValue(text.ToString());
        return null;
    }

    private Result<JsonElement> Evaluate(FlowExpression expression, ExpressionScope scope, CancellationToken cancellationToken) =>
        expression.Path is { } path ? path.Resolve(scope) : ScriptRunner.Run(expression, scope, limits, clock, cancellationToken);

    private static string AsText(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => JsonTexts.Of(value),
        JsonValueKind.Null or JsonValueKind.Undefined => string.Empty,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };

    private static IEnumerable<(string Field, string Text)> Texts(JsonElement value, IReadOnlyCollection<string> raw, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .Where(property => path.Length > 0 || !(raw.Contains(property.Name) || NeverTemplates.Contains(property.Name)))
            .SelectMany(property => Texts(property.Value, raw, path.Length == 0 ? property.Name : $"{path}.{property.Name}")),
        JsonValueKind.Array => value.EnumerateArray().SelectMany((item, place) => Texts(item, raw, $"{path}[{place}]")),
        JsonValueKind.String when value.GetString() is { } text && Template.Applies(text) => [(path, text)],
        _ => [],
    };

    /// <summary>A cheap look for braces, which JSON may also write as escapes: false means that there is nothing to resolve.</summary>
    public static bool Applies(JsonElement data)
    {
        if (data.ValueKind is JsonValueKind.Undefined)
        {
            return false;
        }

        var json = JsonMarshal.GetRawUtf8Value(data);
        return json.IndexOf("{{"u8) >= 0 || json.IndexOf("\\u007"u8) >= 0;
    }
}
