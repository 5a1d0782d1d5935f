using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Bootstrap;

namespace HiveFlow.Host.Startup;

/// <summary>
/// The owner's account of a developer's machine: made on an empty data folder outside production, shown once, and kept in two files
/// that only this user can read.
/// </summary>
internal static class OwnerAccount
{
    /// <summary>The file with the key.</summary>
    public const string KeyFile = "owner.key";

    private const string PasswordFile = "owner.password";

    /// <summary>Makes it if there is no account yet; null when there was one.</summary>
    public static async Task<FirstOwner?> MakeAsync(EmbeddedHost host, CancellationToken cancellationToken)
    {
        if (host.Services.GetService<OwnerBootstrap>() is not { } bootstrap || await bootstrap.RunAsync(cancellationToken) is not { } owner)
        {
            return null;
        }

        await WriteAsync(Path.Combine(host.DataFolder, KeyFile), owner.Key, cancellationToken);
        await WriteAsync(Path.Combine(host.DataFolder, PasswordFile), owner.Password, cancellationToken);
        return owner;
    }

    /// <summary>The owner's key; null when this folder has none.</summary>
    public static async Task<string?> ReadKeyAsync(EmbeddedHost host, CancellationToken cancellationToken)
    {
        var path = Path.Combine(host.DataFolder, KeyFile);
        return File.Exists(path) ? (await File.ReadAllTextAsync(path, cancellationToken)).Trim() : null;
    }

    private static async Task WriteAsync(string path, Secret secret, CancellationToken cancellationToken)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(secret.Reveal() + "\n"), cancellationToken);
    }
}
