using System.Text.Json;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Backups;

/// <summary>Written last into a backup: without it, it is none.</summary>
/// <param name="At">When the copy of the database was begun.</param>
/// <param name="DatabaseBytes">How large that is.</param>
/// <param name="Files">How many files are beside it.</param>
/// <param name="FileBytes">How large they are together.</param>
internal sealed record BackupManifest(DateTimeOffset At, long DatabaseBytes, long Files, long FileBytes)
{
    private const string Name = "backup.json";
    private const string Format = "hiveflow.backup/1";

    /// <summary>Writes it into a backup's folder.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancellationToken)
    {
        var text = new JsonObject
        {
            ["format"] = Format,
            ["at"] = At.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["databaseBytes"] = DatabaseBytes,
            ["files"] = Files,
            ["fileBytes"] = FileBytes,
        };
        var unfinished = Path.Combine(folder, Name + ".unfinished");
        await using (var file = FolderCopy.Create(unfinished))
        {
            await JsonSerializer.SerializeAsync(file, text, cancellationToken: cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, Path.Combine(folder, Name));
    }

    /// <summary>Reads it; a <see cref="BackupException"/> when there is none that this program knows.</summary>
    public static BackupManifest Read(string folder)
    {
        try
        {
            var text = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, Name)));
            return (string?)text?["format"] == Format
                ? new BackupManifest(
                    DateTimeOffset.Parse((string)text["at"]!, System.Globalization.CultureInfo.InvariantCulture),
                    (long)text["databaseBytes"]!,
                    (long)text["files"]!,
                    (long)text["fileBytes"]!)
                : throw new BackupException($"The backup in '{folder}' is of a form that this program does not know.");
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BackupException($"'{folder}' holds no finished backup: {Name} is missing.");
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or NullReferenceException or ArgumentNullException)
        {
            throw new BackupException($"'{folder}' holds no backup: {Name} can't be read.");
        }
    }
}
