using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>The command line of a jail. All of it is ours: nothing a user gives becomes an argument.</summary>
internal static class JailCommand
{
    // Descriptor 3 gets bwrap's status lines (child-pid), 9 the filter; the rest is executed as it stands.
    private const string Script = "exec \"$@\" 3>&2 9<\"$FILTER\"";

    /// <summary>How to start it.</summary>
    /// <param name="host">What jails are made of.</param>
    /// <param name="socket">The socket its agent calls.</param>
    /// <param name="hostUser">The host's user id it runs under; null: the host's own.</param>
    public static ProcessStartInfo Build(JailHost host, string socket, int? hostUser)
    {
        var (tools, workspace, options) = (host.Tools, host.Workspace, host.Options);
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["FILTER"] = workspace.Filter ?? "/dev/null";
        List<string> arguments = ["-c", Script, "sh"];
        if (hostUser is { } id)
        {
            var text = id.ToString(CultureInfo.InvariantCulture);
            arguments.AddRange([tools.SetPrivileges!, "--reuid", text, "--regid", text, "--clear-groups", "--"]);
        }

        arguments.AddRange(
        [
            tools.Bubblewrap, "--unshare-user", "--unshare-all", "--die-with-parent", "--new-session", "--as-pid-1",
            "--hostname", "sandbox",
            "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--clearenv", "--json-status-fd", "3",
        ]);
        if (workspace.Filter is not null)
        {
            arguments.AddRange(["--seccomp", "9"]);
        }

        Mount(arguments, workspace, options, socket);
        arguments.AddRange(["--chdir", "/", "--", JailTools.Python, "-I", "-S", "-B", "/run/hiveflow/main.py", Limits(options)]);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static void Mount(List<string> arguments, JailWorkspace workspace, LocalSandboxOptions options, string socket)
    {
        arguments.AddRange(["--ro-bind", "/usr", "/usr"]);
        foreach (var folder in new[] { "/bin", "/sbin", "/lib", "/lib64" })
        {
            var link = new DirectoryInfo(folder).LinkTarget;
            if (link is not null)
            {
                arguments.AddRange(["--symlink", link, folder]);
            }
            else if (Directory.Exists(folder))
            {
                arguments.AddRange(["--ro-bind", folder, folder]);
            }
        }

        foreach (var file in Directory.EnumerateFiles(workspace.Settings))
        {
            arguments.AddRange(["--ro-bind", file, "/etc/" + Path.GetFileName(file)]);
        }

        arguments.AddRange(
        [
            "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-try", "/etc/alternatives", "/etc/alternatives",
            "--proc", "/proc", "--dev", "/dev",
            "--perms", "1777", "--size", Megabytes(Math.Max(4, options.DiskMegabytes / 16)), "--tmpfs", "/dev/shm",
            "--perms", "1777", "--size", Megabytes(Math.Max(4, options.DiskMegabytes / 2)), "--tmpfs", "/tmp",
            "--perms", "0755", "--size", Megabytes(options.DiskMegabytes), "--tmpfs", "/home/user",
            "--ro-bind", workspace.Program, "/run/hiveflow", "--bind", socket, "/run/agent.sock",
            "--remount-ro", "/dev", "--remount-ro", "/",
        ]);
    }

    private static string Megabytes(int count) => ((long)count << 20).ToString(CultureInfo.InvariantCulture);

    private static string Limits(LocalSandboxOptions options) => JsonSerializer.Serialize(new
    {
        memory = (long)options.MemoryMegabytes << 20,
        inodes = options.MaxFiles,
        processes = options.MaxProcesses,
        fileSize = (long)options.DiskMegabytes << 20,
        openFiles = options.MaxOpenFiles,
        cpuSeconds = options.CpuSeconds,
    });
}
