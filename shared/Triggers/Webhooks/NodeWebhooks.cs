using System.Text.Json;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>Reads the webhooks out of trigger nodes as the public clients write them.</summary>
internal static class NodeWebhooks
{
    /// <summary>Whether each webhook node is active, by node id.</summary>
    public static IReadOnlyDictionary<string, bool> Of(JsonElement nodes)
    {
        Dictionary<string, bool> found = new(StringComparer.Ordinal);
        if (nodes.ValueKind != JsonValueKind.Array)
        {
            return found;
        }

        foreach (var node in nodes.EnumerateArray())
        {
            if (Text(node, "id") is { Length: > 0 } id
                && node.TryGetProperty("data", out var data)
                && Text(data, "nodeType") == "trigger"
                && Text(data, "triggerType") == "webhook")
            {
                found[id] = data.TryGetProperty("triggerActive", out var active) && active.ValueKind == JsonValueKind.True;
            }
        }

        return found;
    }

    private static string? Text(JsonElement data, string name) =>
        data.ValueKind == JsonValueKind.Object && data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
