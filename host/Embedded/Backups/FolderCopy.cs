namespace HiveFlow.Host.Backups;

/// <summary>
/// Copies folders for their owner alone, each file synced. What goes away while it is copied is left out: nothing refers to it any more, since
/// files are there before what names them and go after it. Links are not followed: nothing of ours is one.
/// </summary>
internal sealed class FolderCopy
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Files copied so far.</summary>
    public long Files { get; private set; }

    /// <summary>Their bytes together.</summary>
    public long Bytes { get; private set; }

    /// <summary>A new file that its owner alone can read.</summary>
    public static FileStream Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes a folder that its owner alone can open.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    /// <summary>Copies a folder with all below it, without those folders of the given name; nothing when it is not there.</summary>
    public async Task FolderAsync(string from, string to, string? without, CancellationToken cancellationToken)
    {
        foreach (var entry in Entries(from))
        {
            if (!Directory.Exists(to))
            {
                CreateFolder(to);
            }

            var target = Path.Combine(to, entry.Name);
            if (entry is FileInfo)
            {
                await FileAsync(entry.FullName, target, cancellationToken);
            }
            else if (entry.Name != without)
            {
                await FolderAsync(entry.FullName, target, without, cancellationToken);
            }
        }
    }

    /// <summary>Copies a file; nothing when it is not there.</summary>
    public async Task FileAsync(string from, string to, CancellationToken cancellationToken)
    {
        FileStream source;
        try
        {
            source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }

        await using (source)
        await using (var target = Create(to))
        {
            await source.CopyToAsync(target, cancellationToken);
            await target.FlushAsync(cancellationToken);
            target.Flush(flushToDisk: true);
            Files++;
            Bytes += target.Length;
        }
    }

    private static IReadOnlyList<FileSystemInfo> Entries(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null)];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }
}
