using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace HiveFlow.NodeTools;

/// <summary>The packages of <c>tests/node/package.json</c>, installed there by npm the first time that a test needs one.</summary>
public static class NodePackages
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan TurnLimit = TimeSpan.FromMinutes(4);
    private static readonly ConcurrentDictionary<string, Lazy<string?>> Installed = new();

    /// <summary>The folder with <c>package.json</c> and, once installed, <c>node_modules</c>.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryRoot(), "tests", "node");

    /// <summary>A file of an installed package.</summary>
    public static string FileOf(string package, string file) => Path.Combine(Folder, "node_modules", package, file);

    /// <summary>Installs what is missing; gives why the package cannot be had here, or null when it is there.</summary>
    public static string? MissingReason(string package) =>
        Installed.GetOrAdd(package, name => new Lazy<string?>(() => Install(name))).Value;

    private static string? Install(string package)
    {
        // Test projects run side by side, each in a process of its own.
        using var turn = new Mutex(false, "hiveflow-test-node-packages");
        try
        {
            if (!turn.WaitOne(TurnLimit))
            {
                return $"{package} is still being installed by another test project.";
            }
        }
        catch (AbandonedMutexException)
        {
            // Its holder died; the turn is ours.
        }

        try
        {
            if (File.Exists(FileOf(package, "package.json")))
            {
                return null;
            }

            if (!Succeeds("node", "--version"))
            {
                return "node is not installed.";
            }

            return Succeeds("npm", "install") && File.Exists(FileOf(package, "package.json"))
                ? null
                : $"npm could not install {package}.";
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private static bool Succeeds(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += static (_, _) => { };
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            if (process.WaitForExit(InstallLimit))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HiveFlow.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
