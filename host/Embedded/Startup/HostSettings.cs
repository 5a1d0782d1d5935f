using System.Text.Json;

namespace HiveFlow.Host.Startup;

/// <summary>
/// Where settings come from, later ones winning: local.settings.json in the current folder, the environment, the command line.
/// No file is watched: a setting takes effect at the next start.
/// </summary>
internal static class HostSettings
{
    /// <summary>The file that the Azure tools use for settings of a developer's machine.</summary>
    public const string LocalFile = "local.settings.json";

    private const long MaxLocalFileBytes = 1024 * 1024;

    /// <summary>Puts all sources into <paramref name="configuration"/>.</summary>
    /// <exception cref="Functions.StartupException">The local file cannot be read.</exception>
    public static void Load(IConfigurationBuilder configuration, string folder, IReadOnlyDictionary<string, string?> commandLine)
    {
        configuration.AddInMemoryCollection(ReadLocal(Path.Combine(folder, LocalFile)));
        configuration.AddEnvironmentVariables();
        configuration.AddInMemoryCollection(commandLine);
    }

    private static Dictionary<string, string?> ReadLocal(string path)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            return settings;
        }

        try
        {
            if (file.Length > MaxLocalFileBytes)
            {
                throw new Functions.StartupException([$"{LocalFile} is larger than 1 MiB."]);
            }

            using var json = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (json.RootElement.TryGetProperty("Values", out var values))
            {
                foreach (var value in values.EnumerateObject())
                {
                    settings[value.Name.Replace("__", ":", StringComparison.Ordinal)] =
                        value.Value.ValueKind == JsonValueKind.String ? value.Value.GetString() : value.Value.GetRawText();
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new Functions.StartupException([$"{LocalFile} is not readable JSON with an object 'Values': {fault.Message}"]);
        }

        return settings;
    }
}
