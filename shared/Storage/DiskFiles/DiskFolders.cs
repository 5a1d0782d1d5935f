using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>
/// The folders of the file store: readable by their owner alone, never links, and synced when something in them was renamed, because a
/// file is only as durable as the entry of its folder.
/// </summary>
internal sealed class DiskFolders(string root)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = Path.GetFullPath(root);

    /// <summary>Makes a folder with all above it; gives the one that was there before.</summary>
    public static string Create(string folder)
    {
        var existing = folder;
        var missing = new Stack<string>();
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } above)
        {
            missing.Push(existing);
            existing = above;
        }

        // One by one: the mode given to CreateDirectory is that of the last folder only.
        while (missing.TryPop(out var next))
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(next);
            }
            else
            {
                Directory.CreateDirectory(next, OwnerOnly);
            }
        }

        return existing;
    }

    /// <summary>
    /// Whether the path, or a folder between it and the root, is a link. Nothing of ours is one, so such a file is not ours.
    /// </summary>
    public bool GoesThroughLink(string path)
    {
        for (var part = path; part.Length > Root.Length; part = Path.GetDirectoryName(part)!)
        {
            if (new FileInfo(part).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes folders that have become empty, from this one up; one that got a file meanwhile stays.</summary>
    public void RemoveEmpty(string folder)
    {
        try
        {
            for (var part = folder; part.Length > Root.Length; part = Path.GetDirectoryName(part)!)
            {
                Directory.Delete(part, recursive: false);
            }
        }
        catch (IOException)
        {
            // Not empty, or gone already.
        }
    }

    /// <summary>Removes some of the files below a folder, and folders that become empty by it; gives how many files.</summary>
    public int DeleteSome(string folder, string suffix, int limit)
    {
        if (!Directory.Exists(folder) || GoesThroughLink(folder))
        {
            return 0;
        }

        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = Directory.EnumerateFiles(folder, "*" + suffix, options).Take(limit).ToList();
        foreach (var file in files)
        {
            File.Delete(file);
        }

        foreach (var emptied in files.Select(f => Path.GetDirectoryName(f)!).Distinct(StringComparer.Ordinal))
        {
            Sync(emptied, emptied);
            RemoveEmpty(emptied);
        }

        return files.Count;
    }

    /// <summary>Makes entries durable, from this folder up to another one.</summary>
    public static void Sync(string folder, string upTo)
    {
        for (var part = folder; !OperatingSystem.IsWindows(); part = Path.GetDirectoryName(part)!)
        {
            using (var handle = new SafeFileHandle(Open(part, 0), ownsHandle: true))
            {
                if (handle.IsInvalid)
                {
                    throw new IOException("A folder of the file store cannot be synced.");
                }

                RandomAccess.FlushToDisk(handle);
            }

            if (part.Length <= upTo.Length)
            {
                return;
            }
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
