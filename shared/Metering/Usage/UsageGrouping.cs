namespace HiveFlow.Metering.Usage;

/// <summary>What each row of a report tells apart.</summary>
/// <param name="Day">Days (UTC).</param>
/// <param name="Flow">Flows.</param>
/// <param name="Key">API keys.</param>
/// <param name="NodeType">Node types.</param>
public sealed record UsageGrouping(bool Day, bool Flow, bool Key, bool NodeType)
{
    /// <summary>Reads names joined by commas: day, flow, key, node; null when there is another.</summary>
    public static UsageGrouping? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 && names.All(name => name is "day" or "flow" or "key" or "node")
            ? new UsageGrouping(names.Contains("day"), names.Contains("flow"), names.Contains("key"), names.Contains("node"))
            : null;
    }
}
