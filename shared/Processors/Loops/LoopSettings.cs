using System.Text.Json;
using HiveFlow.Flows;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Loops;

/// <summary>Reads what loop and map have in common.</summary>
internal static class LoopSettings
{
    public static readonly IReadOnlyList<string> Outputs = ["body", "done"];

    /// <summary>The list; undefined, and a fault of the reader, when it is none.</summary>
    public static JsonElement Items(SettingsReader read, LoopLimits limits)
    {
        var items = read.Any("items") ?? default;
        if (items.ValueKind != JsonValueKind.Array)
        {
            read.Reject("items", $"must be a list, not {SettingsReader.KindOf(items)}");
            return default;
        }

        if (items.GetArrayLength() > limits.MaxItems)
        {
            read.Reject("items", $"must not have more than {limits.MaxItems} items; it has {items.GetArrayLength()}");
        }

        return items;
    }

    public static bool GoesOnAfterErrors(SettingsReader read) => read.Choice("onItemError", "fail", "fail", "continue") == "continue";
}
