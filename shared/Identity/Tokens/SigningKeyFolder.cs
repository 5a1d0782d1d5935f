using System.Globalization;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace HiveFlow.Identity.Tokens;

/// <summary>
/// Signing keys in a folder of mode 700, in files of mode 600 that are named by the second they were made in. Several instances may
/// share it: a file, once there, is never written again.
/// </summary>
internal sealed class SigningKeyFolder(string folder, TimeSpan rotateAfter, TimeSpan longestToken)
{
    private const string FilePattern = "session-*.pem";
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, ECDsaSecurityKey> read = new(StringComparer.Ordinal);

    /// <summary>The keys, the newest first, after a new one was made if it was time and those that nothing can need any more were removed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="made">Told the name of a key that was made.</param>
    public IReadOnlyList<ECDsaSecurityKey> Look(DateTimeOffset now, Action<string> made)
    {
        Prepare();
        var files = Files();
        if (files.Count == 0 || MadeAt(files[0]) <= now - rotateAfter)
        {
            if (Make(now) is { } name)
            {
                made(name);
            }

            // Read back rather than remembered: of two instances that rotate in one second, one file stays.
            files = Files();
        }

        RemoveNeedless(files, now);
        foreach (var file in files.Where(f => !read.ContainsKey(f)))
        {
            read[file] = SigningKeys.Read(File.ReadAllText(file));
        }

        return [.. files.Select(f => read[f])];
    }

    private void Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private List<string> Files() => [.. Directory.GetFiles(folder, FilePattern).OrderByDescending(f => f, StringComparer.Ordinal)];

    private void RemoveNeedless(List<string> files, DateTimeOffset now)
    {
        // A key signs until its successor is known, and what it signed last lives as long as a token lives.
        for (var i = files.Count - 1; i > 0; i--)
        {
            if (MadeAt(files[i - 1]) + longestToken + Slack <= now)
            {
                File.Delete(files[i]);
                read.Remove(files[i]);
                files.RemoveAt(i);
            }
        }
    }

    private string? Make(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var path = Path.Combine(folder, $"session-{now.ToUnixTimeSeconds():D11}.pem");
        var part = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.part";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(part, options))
        {
            writer.Write(key.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            File.Move(part, path, overwrite: false);
            return Path.GetFileNameWithoutExtension(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(part);
            return null;
        }
    }

    private static DateTimeOffset MadeAt(string file)
    {
        var seconds = Path.GetFileNameWithoutExtension(file)["session-".Length..];
        return long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var made)
            ? DateTimeOffset.FromUnixTimeSeconds(made)
            : throw new InvalidOperationException($"The signing key file {Path.GetFileName(file)} is not named by its time.");
    }
}
