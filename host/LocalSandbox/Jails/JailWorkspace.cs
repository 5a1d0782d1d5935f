using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>
/// The folder with what jails are started from: the agent's program, the few files of their <c>/etc</c>, the filter, sockets.
/// </summary>
internal sealed class JailWorkspace : IDisposable
{
    private const string Prefix = "hiveflow-sandbox-";

    private JailWorkspace(string root) => Root = root;

    /// <summary>Its path; others may pass through, not look around.</summary>
    public string Root { get; }

    /// <summary>The agent's program.</summary>
    public string Program => Path.Combine(Root, "agent");

    /// <summary>The generated <c>/etc</c>.</summary>
    public string Settings => Path.Combine(Root, "etc");

    /// <summary>The system-call filter; null when there is none for this machine.</summary>
    public string? Filter { get; private init; }

    /// <summary>Makes it, and removes those of servers that are gone.</summary>
    public static async Task<JailWorkspace> CreateAsync(string? folder, CancellationToken cancellationToken)
    {
        var owner = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        var root = folder ?? Path.Combine(Path.GetTempPath(), $"{Prefix}{owner}-{Path.GetRandomFileName()}");
        RemoveStale();
        if (Directory.Exists(root))
        {
            Directory.Delete(root, true);
        }

        UnixAccess.MakeFolder(root, UnixAccess.Passable);
        var filter = SeccompProgram.ForThisMachine();
        var workspace = new JailWorkspace(root) { Filter = filter is null ? null : Path.Combine(root, "filter.bpf") };
        UnixAccess.MakeFolder(workspace.Program, UnixAccess.Readable);
        UnixAccess.MakeFolder(workspace.Settings, UnixAccess.Readable);
        if (filter is not null)
        {
            await File.WriteAllBytesAsync(workspace.Filter!, filter, cancellationToken);
        }

        foreach (var (name, text) in Etc)
        {
            await File.WriteAllTextAsync(Path.Combine(workspace.Settings, name), text, cancellationToken);
        }

        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("agent/", StringComparison.Ordinal)))
        {
            await using var source = assembly.GetManifestResourceStream(name)!;
            await using var target = File.Create(Path.Combine(workspace.Program, name["agent/".Length..]));
            await source.CopyToAsync(target, cancellationToken);
        }

        await CompileAsync(workspace.Program, cancellationToken);
        return workspace;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Root, true);
        }
        catch (IOException)
        {
            // The next start removes it.
        }
    }

    private static readonly (string Name, string Text)[] Etc =
    [
        ("passwd", "root:x:0:0:root:/root:/usr/sbin/nologin\nuser:x:1000:1000:user:/home/user:/bin/bash\n"
            + "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n"),
        ("group", "root:x:0:\nuser:x:1000:\nnogroup:x:65534:\n"),
        ("hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n"),
        ("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n"),
        ("profile", "PS1='$ '\n"),
    ];

    // Python keeps compiled forms of imported files, but the jail's view of them is read-only.
    private static async Task CompileAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(JailTools.Python, ["-I", "-m", "compileall", "-q", folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
    }

    private static void RemoveStale()
    {
        foreach (var path in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var rest = Path.GetFileName(path)[Prefix.Length..];
            var owner = rest[..Math.Max(0, rest.IndexOf('-', StringComparison.Ordinal))];
            if (int.TryParse(owner, CultureInfo.InvariantCulture, out var id) && !Directory.Exists($"/proc/{id}"))
            {
                try
                {
                    Directory.Delete(path, true);
                }
                catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
                {
                    // Another user's, or being removed already.
                }
            }
        }
    }
}
