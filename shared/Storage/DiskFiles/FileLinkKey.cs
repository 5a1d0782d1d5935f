using System.Security.Cryptography;

namespace HiveFlow.Storage.DiskFiles;

/// <summary>The key that signs links when none is configured: made once, kept where only the owner can read it.</summary>
internal static class FileLinkKey
{
    private const int Bytes = 32;

    public static byte[] LoadOrMake(string dataFolder)
    {
        var folder = Path.Combine(Path.GetFullPath(dataFolder), "keys");
        DiskFolders.Create(folder);
        var path = Path.Combine(folder, "files.key");
        if (File.Exists(path))
        {
            var key = File.ReadAllBytes(path);
            return key.Length == Bytes ? key : throw new InvalidOperationException(
                $"{path} is damaged; delete it to have a new key made (links given out end).");
        }

        var made = RandomNumberGenerator.GetBytes(Bytes);
        var unfinished = path + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            file.Write(made);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path);
        DiskFolders.Sync(folder, folder);
        return made;
    }
}
