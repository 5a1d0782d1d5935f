using System.Globalization;
using System.Text.Json;
using HiveFlow.Flows.Expressions;
using HiveFlow.Flows.Graph;
using Json.Schema;

namespace HiveFlow.Flows.Validation;

/// <summary>
/// The schema of one node type's settings. A text with an expression in it fits whatever the schema wants there: what it comes to is known
/// only in a run, where the processor checks it.
/// </summary>
internal sealed class SettingsSchema(JsonElement schema)
{
    private static readonly string[] Conditional = ["anyOf", "oneOf", "not", "if", "contains"];

    private readonly JsonSchema compiled = JsonSchema.Build(schema);

    public IEnumerable<FlowFault> Check(FlowNode node, IReadOnlyList<string> rawSettings)
    {
        var verdict = compiled.Evaluate(node.Data, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (verdict.IsValid)
        {
            return [];
        }

        // The branches of a choice complain even where another one fits; the choice is looked at as a whole, below.
        var faults = (verdict.Details ?? []).Append(verdict)
            .Where(detail => detail.Errors is not null && !IsConditional(detail.EvaluationPath.ToString()))
            .SelectMany(detail => detail.Errors!.SelectMany(error => Faults(node, rawSettings, detail, error.Key, error.Value)))
            .Concat(Choice(node))
            .DistinctBy(fault => (fault.Field, fault.Message))
            .ToList();
        return faults.Count > 0 || ExpressionEvaluator.Applies(node.Data) || HasComplaints(verdict)
            ? faults
            : [Fault(FaultKind.InvalidSetting, node, string.Empty, "The settings do not fit the node type's schema.")];
    }

    private static bool HasComplaints(EvaluationResults verdict) =>
        (verdict.Details ?? []).Exists(detail => detail.Errors is not null && !IsConditional(detail.EvaluationPath.ToString()));

    private static bool IsConditional(string path) => path.Split('/').Intersect(Conditional).Any();

    private IEnumerable<FlowFault> Faults(FlowNode node, IReadOnlyList<string> rawSettings, EvaluationResults detail, string keyword, string message)
    {
        var place = detail.InstanceLocation.ToString();
        var (value, path, setting) = Find(node.Data, place);
        if (value.ValueKind == JsonValueKind.String && ExpressionEvaluator.Applies(value) && !rawSettings.Contains(setting))
        {
            return [];
        }

        if (keyword == "required")
        {
            return Missing(message).Select(name => Fault(
                FaultKind.MissingSetting, node, path.Length == 0 ? name : $"{path}.{name}", $"The setting {name} is missing."));
        }

        var sentence = keyword == "enum" && Allowed(detail.EvaluationPath.ToString()) is { } allowed ? $"It must be one of {allowed}." : $"{message}.";
        return [Fault(FaultKind.InvalidSetting, node, path, $"The setting {(path.Length == 0 ? "data" : path)} is not allowed so: {sentence}")];
    }

    /// <summary>A choice between settings: <c>oneOf</c> of <c>required</c> at the schema's root.</summary>
    private IEnumerable<FlowFault> Choice(FlowNode node)
    {
        if (!schema.TryGetProperty("oneOf", out var branches)
            || !branches.EnumerateArray().All(branch => branch.TryGetProperty("required", out _) && branch.EnumerateObject().Count() == 1))
        {
            return [];
        }

        var choices = branches.EnumerateArray().Select(branch => branch.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).ToList()).ToList();
        var fitting = choices.Count(names => names.TrueForAll(name => node.Data.TryGetProperty(name, out _)));
        var listed = string.Join(", ", choices.Select(names => string.Join(" and ", names)));
        return fitting switch
        {
            1 => [],
            0 => [Fault(FaultKind.MissingSetting, node, choices[0][0], $"The node needs one of the settings {listed}.")],
            _ => [Fault(FaultKind.InvalidSetting, node, choices[0][0], $"The node takes only one of the settings {listed}.")],
        };
    }

    private static List<string> Missing(string message)
    {
        var (start, end) = (message.IndexOf('['), message.LastIndexOf(']'));
        return start >= 0 && end > start ? JsonSerializer.Deserialize<List<string>>(message.AsSpan(start, end - start + 1)) ?? [] : [];
    }

    private string? Allowed(string evaluationPath)
    {
        var at = schema;
        foreach (var segment in Segments(evaluationPath))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(segment, out at))
            {
                return null;
            }
        }

        return at.TryGetProperty("enum", out var values) ? string.Join(", ", values.EnumerateArray().Select(value => value.ToString())) : null;
    }

    /// <summary>The value at a JSON pointer (RFC 6901), its path in words of the API, and the setting it is part of.</summary>
    private static (JsonElement Value, string Path, string Setting) Find(JsonElement data, string pointer)
    {
        var (value, path, setting) = (data, string.Empty, string.Empty);
        foreach (var segment in Segments(pointer))
        {
            setting = setting.Length == 0 ? segment : setting;
            if (value.ValueKind == JsonValueKind.Array && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                value = value[index];
                path = $"{path}[{index}]";
            }
            else
            {
                value = value.GetProperty(segment);
                path = path.Length == 0 ? segment : $"{path}.{segment}";
            }
        }

        return (value, path, setting);
    }

    private static IEnumerable<string> Segments(string pointer) =>
        pointer.Split('/').Skip(1).Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static FlowFault Fault(FaultKind kind, FlowNode node, string path, string sentence) =>
        new(kind, node.Id, null, path.Length == 0 ? $"{node.Path}.data" : $"{node.Path}.data.{path}", sentence);
}
