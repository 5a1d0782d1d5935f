using System.Security.Cryptography;

namespace HiveFlow.Vault.Keys;

/// <summary>The master key of a host that was given none: made once, in a folder of mode 700 in a file of mode 600.</summary>
internal static class KeyFile
{
    public const string KeyId = "file";
    public const string FileName = "vault.key";

    /// <summary>The key, and whether it was made now.</summary>
    public static (byte[] Key, bool IsNew) ReadOrMake(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var path = Path.Combine(folder, FileName);
        var isNew = !File.Exists(path);
        if (isNew)
        {
            Make(path);
        }

        var text = File.ReadAllText(path).Trim();
        return KeyStrength.Fault(text) is { } fault
            ? throw new InvalidOperationException($"The vault's key file {FileName} {fault}.")
            : (Convert.FromBase64String(text), isNew);
    }

    private static void Make(string path)
    {
        var part = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(part, options))
        {
            using (var writer = new StreamWriter(file, leaveOpen: true))
            {
                writer.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyStrength.LeastBytes)));
            }

            file.Flush(flushToDisk: true);
        }

        // Whoever was faster wins: a key that may have encrypted something is never replaced.
        if (!File.Exists(path))
        {
            File.Move(part, path);
        }
    }
}
