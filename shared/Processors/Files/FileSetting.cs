using System.Text.Json;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Files;

/// <summary>A setting that names a file: its id, or a reference as other nodes give it out (<c>{fileId, …}</c>).</summary>
internal static class FileSetting
{
    /// <summary>The id; null when the setting is absent. Faults go to the reader.</summary>
    public static string? Id(SettingsReader read, string name)
    {
        if (read.Any(name) is not { } value)
        {
            return null;
        }

        var id = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("fileId", out var inner) ? inner : value;
        if (id.ValueKind == JsonValueKind.String)
        {
            return id.GetString();
        }

        read.Reject(name, "must be a file's id, or a reference to a file with its fileId");
        return null;
    }

    /// <summary>The id of a file that has to be named.</summary>
    public static string RequiredId(SettingsReader read, string name)
    {
        var id = Id(read, name);
        if (id is null)
        {
            read.Reject(name, "is needed and is empty");
        }

        return id ?? string.Empty;
    }
}
