using System.Globalization;
using System.Text.Json;

namespace HiveFlow.Processors.Settings;

/// <summary>Dotted paths into a value: names of fields, numbers of items (<c>user.id</c>, <c>0.name</c>).</summary>
internal static class ItemPath
{
    /// <summary>Longest path, in characters.</summary>
    public const int MaxLength = 500;

    /// <summary>What stands there; the item itself for an empty path, null for nothing.</summary>
    public static JsonElement? Find(JsonElement item, string path)
    {
        var value = item;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(part, out var next))
            {
                value = next;
            }
            else if (value.ValueKind == JsonValueKind.Array
                && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength())
            {
                value = value[index];
            }
            else
            {
                return null;
            }
        }

        return value;
    }

    /// <summary>The field of that very name, else what stands at the path.</summary>
    public static JsonElement? FindField(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var field) ? field : Find(item, name);
}
