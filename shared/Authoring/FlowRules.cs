using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Authoring;

/// <summary>What a flow must be to be saved.</summary>
internal static class FlowRules
{
    /// <summary>Nodes, edges and unknown fields of one flow, in bytes of JSON: what a request's body can carry.</summary>
    public const int MaxContent = 1024 * 1024;

    private const int MaxName = 200;
    private const int MaxDescription = 2_000;

    public static readonly JsonElement EmptyArray = JsonDocument.Parse("[]").RootElement;

    public static Result<Flow> Apply(Flow flow, FlowDraft draft)
    {
        Dictionary<string, IReadOnlyList<string>> faults = [];
        var name = draft.Name ?? flow.Name;
        Check(faults, "name", NameFault(name));
        var description = draft.Description ?? flow.Description;
        Check(faults, "description", description.Length > MaxDescription ? $"description has at most {MaxDescription} characters." : null);
        var nodes = Array(draft.Nodes, flow.Nodes, "nodes", faults);
        var edges = Array(draft.Edges, flow.Edges, "edges", faults);
        if (faults.Count > 0)
        {
            return RequestErrors.Invalid(faults);
        }

        return WithContent(
            flow with
            {
                Name = name,
                Description = description,
                Extra = draft.Extra.Count == 0 ? flow.Extra : Merge(flow.Extra, draft.Kept()),
            },
            nodes,
            edges);
    }

    public static Result<Flow> WithContent(Flow flow, JsonElement nodes, JsonElement edges)
    {
        var size = SizeOf(nodes) + SizeOf(edges) + flow.Extra.Sum(field => field.Key.Length + SizeOf(field.Value));
        return size > MaxContent ? FlowErrors.TooLarge(MaxContent) : flow with { Nodes = nodes, Edges = edges };
    }

    private static long SizeOf(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).Length;

    public static string? NameFault(string name) => name.Trim().Length switch
    {
        0 => "name is required.",
        > MaxName => $"name has at most {MaxName} characters.",
        _ => name.Any(IsForbidden) ? "name must not hold control or direction-changing characters." : null,
    };

    private static bool IsForbidden(char c) =>
        char.IsControl(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C';

    private static void Check(Dictionary<string, IReadOnlyList<string>> faults, string field, string? fault)
    {
        if (fault is not null)
        {
            faults[field] = [fault];
        }
    }

    private static JsonElement Array(JsonElement? given, JsonElement present, string field, Dictionary<string, IReadOnlyList<string>> faults)
    {
        if (given is not { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } value)
        {
            return present;
        }

        Check(faults, field, value.ValueKind == JsonValueKind.Array ? null : $"{field} must be an array.");
        return value;
    }

    private static Dictionary<string, JsonElement> Merge(Dictionary<string, JsonElement> old, Dictionary<string, JsonElement> given)
    {
        var merged = new Dictionary<string, JsonElement>(old, StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            merged[name] = value;
        }

        return merged;
    }
}
