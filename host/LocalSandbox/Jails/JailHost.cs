using HiveFlow.Errors;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>What all jails of a server share.</summary>
internal sealed class JailHost : IDisposable
{
    private JailHost(JailTools tools, LocalSandboxOptions options, JailWorkspace workspace, TimeProvider time)
    {
        Tools = tools;
        Options = options;
        Workspace = workspace;
        Time = time;
        Users = new HostUsers(tools, options);
    }

    /// <summary>The host's programs.</summary>
    public JailTools Tools { get; }

    /// <summary>The limits of a jail.</summary>
    public LocalSandboxOptions Options { get; }

    /// <summary>Files that jails start from.</summary>
    public JailWorkspace Workspace { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>User ids for jails.</summary>
    public HostUsers Users { get; }

    /// <summary>Starts their processes.</summary>
    public JailLauncher Launcher { get; } = new();

    /// <summary>Prepares everything, or says what to install.</summary>
    public static async Task<Result<JailHost>> CreateAsync(
        LocalSandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var tools = JailTools.Find();
        return tools.IsSuccess
            ? new JailHost(tools.Value, options, await JailWorkspace.CreateAsync(options.WorkFolder, cancellationToken), time)
            : tools.Error;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Launcher.Dispose();
        Workspace.Dispose();
    }
}
