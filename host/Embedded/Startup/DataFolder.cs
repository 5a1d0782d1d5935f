using System.Globalization;
using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Startup;

/// <summary>
/// The folder that holds everything this process writes, locked for it: the lock is the open file's, so a killed process
/// leaves none behind.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream held;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
    }

    /// <summary>Its whole path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder if needed, for this user alone, and takes it.</summary>
    /// <exception cref="StartupException">It cannot be made or written, or another process has it.</exception>
    public static DataFolder Take(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            if (!Directory.Exists(full))
            {
                Directory.CreateDirectory(full);
                if (!OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(full, OwnerOnly);
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartupException([$"The data folder '{full}' cannot be made: {fault.Message}"]);
        }

        var file = System.IO.Path.Combine(full, "hiveflow.lock");
        try
        {
            var held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            held.SetLength(0);
            held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            held.Flush();
            return new DataFolder(full, held);
        }
        catch (UnauthorizedAccessException)
        {
            throw new StartupException([$"The data folder '{full}' cannot be written by this user."]);
        }
        catch (IOException)
        {
            throw new StartupException(
                [$"The data folder '{full}' is in use by another HiveFlow process. Stop that one, or give this one a folder of its own with --data."]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => held.Dispose();
}
