using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Triggers.Schedules;

/// <summary>Reads the schedules out of trigger nodes as the public clients write them. Tolerant: what makes no sense is no schedule.</summary>
internal static class NodeSchedules
{
    /// <summary>What each schedule node wants, by node id.</summary>
    public static IReadOnlyDictionary<string, ScheduleDraft> Of(JsonElement nodes)
    {
        Dictionary<string, ScheduleDraft> drafts = new(StringComparer.Ordinal);
        if (nodes.ValueKind != JsonValueKind.Array)
        {
            return drafts;
        }

        foreach (var node in nodes.EnumerateArray())
        {
            if (node.ValueKind == JsonValueKind.Object
                && Text(node, "id") is { Length: > 0 } id
                && node.TryGetProperty("data", out var data)
                && data.ValueKind == JsonValueKind.Object
                && Text(data, "nodeType") == "trigger"
                && Text(data, "triggerType") == "schedule")
            {
                drafts[id] = Draft(data);
            }
        }

        return drafts;
    }

    private static ScheduleDraft Draft(JsonElement data)
    {
        var draft = new ScheduleDraft
        {
            Name = Text(data, "label") is { Length: <= 200 } label ? label : null,
            TimeZone = Text(data, "timeZone") ?? Text(data, "timezone"),
            Paused = !(data.TryGetProperty("triggerActive", out var active) && active.ValueKind == JsonValueKind.True),
        };
        if (Text(data, "scheduleType") == "cron")
        {
            return draft with { Cron = Text(data, "cronExpression") ?? Text(data, "cron") };
        }

        return draft with
        {
            IntervalValue = long.TryParse(Text(data, "intervalValue"), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            IntervalUnit = Text(data, "intervalUnit") is { Length: > 0 } unit ? unit.EndsWith('s') ? unit : unit + "s" : null,
        };
    }

    private static string? Text(JsonElement data, string name) => data.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;
}
