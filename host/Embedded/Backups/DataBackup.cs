using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Host.Backups;

/// <summary>
/// Copies a data folder whose process goes on, or has none, and makes one of a copy. The database first, as it is at one moment, then the files
/// and keys, which are there before the database names them. What Redis holds is not copied: it is made anew from the database.
/// </summary>
internal static class DataBackup
{
    private const string Database = "hiveflow.db";
    private const string Unfinished = ".new";
    private static readonly string[] Folders = ["files", "keys"];
    private static readonly string[] Files = ["owner.key", "owner.password"];

    /// <summary>Makes a backup in a folder that is not there yet, or empty.</summary>
    public static async Task<BackupManifest> MakeAsync(string data, string to, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(data, Database)))
        {
            throw new BackupException($"'{data}' is no data folder: there is no {Database} in it.");
        }

        TakeEmpty(to);
        var at = clock.GetUtcNow();
        var database = Path.Combine(to, Database);
        await SqliteFile.BackupAsync(Path.Combine(data, Database), database, cancellationToken);
        if (SqliteFile.Check(database) is { } fault)
        {
            throw new BackupException($"The copy of the database is damaged, and so is the database: {fault}");
        }

        var copy = await CopyAsync(data, to, cancellationToken);
        var manifest = new BackupManifest(at, new FileInfo(database).Length, copy.Files, copy.Bytes);
        await manifest.WriteAsync(to, cancellationToken);
        return manifest;
    }

    /// <summary>Makes a data folder, which must not be there yet or be empty, of a backup; it is there whole or not at all.</summary>
    public static async Task<BackupManifest> RestoreAsync(string from, string data, CancellationToken cancellationToken)
    {
        var manifest = BackupManifest.Read(from);
        var database = Path.Combine(from, Database);
        if (!File.Exists(database) || SqliteFile.Check(database) is not null)
        {
            throw new BackupException($"The database of the backup in '{from}' is damaged or missing.");
        }

        var folder = Path.TrimEndingDirectorySeparator(data);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new BackupException($"'{folder}' is not empty; a backup is restored into a folder of its own.");
        }

        var unfinished = folder + ".unfinished";
        TakeEmpty(unfinished);
        try
        {
            var copy = await CopyAsync(from, unfinished, cancellationToken);
            if (copy.Files != manifest.Files || copy.Bytes != manifest.FileBytes)
            {
                throw new BackupException($"Files of the backup in '{from}' are missing: it has {copy.Files} of {manifest.Files}.");
            }

            await new FolderCopy().FileAsync(database, Path.Combine(unfinished, Database), cancellationToken);
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Directory.Move(unfinished, folder);
            return manifest;
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    private static async Task<FolderCopy> CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        var copy = new FolderCopy();
        foreach (var folder in Folders)
        {
            await copy.FolderAsync(Path.Combine(from, folder), Path.Combine(to, folder), Unfinished, cancellationToken);
        }

        foreach (var file in Files)
        {
            await copy.FileAsync(Path.Combine(from, file), Path.Combine(to, file), cancellationToken);
        }

        return copy;
    }

    private static void TakeEmpty(string folder)
    {
        if (!Directory.Exists(folder))
        {
            FolderCopy.CreateFolder(folder);
        }
        else if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new BackupException($"'{folder}' is not empty.");
        }
    }
}
