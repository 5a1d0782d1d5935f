namespace HiveFlow.LocalSandbox;

/// <summary>The local sandbox server and the limits of one jail. Section <c>HiveFlow:Sandbox:Local</c>.</summary>
public sealed record LocalSandboxOptions
{
    /// <summary>
    /// Whether the server may run. Default true. The host refuses it in production unless <see cref="AllowInProduction"/>.
    /// </summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether the jail may be used in production, where real isolation is a micro-VM. Default false.</summary>
    public bool AllowInProduction { get; init; }

    /// <summary>Loopback TCP port. Default 0: any free one; 0 to 65535.</summary>
    public int Port { get; init; }

    /// <summary>The server's API key; a secret. Default none: one is generated at each start. At least 16 characters.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How many sandboxes live at once. Default 64, 1 to 4,096.</summary>
    public int MaxSandboxes { get; init; } = 64;

    /// <summary>Jails kept ready before anyone asks, about 13 MB each. Default 1, 0 to 64.</summary>
    public int WarmJails { get; init; } = 1;

    /// <summary>The longest life of a sandbox. Default 1 h, 1 min to 24 h.</summary>
    public TimeSpan MaxLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Memory of all processes of a jail together, in MiB. Default 512, 64 to 65,536.</summary>
    public int MemoryMegabytes { get; init; } = 512;

    /// <summary>Size of the jail's home folder, held in memory, in MiB; <c>/tmp</c> is half of it. Default 256, 8 to 16,384.</summary>
    public int DiskMegabytes { get; init; } = 256;

    /// <summary>Processes and threads in a jail. Default 96, 16 to 4,096.</summary>
    public int MaxProcesses { get; init; } = 96;

    /// <summary>Open files of one process. Default 512, 64 to 4,096.</summary>
    public int MaxOpenFiles { get; init; } = 512;

    /// <summary>Files, folders and links on one file system of a jail. Default 50,000, 1,000 to 1,000,000.</summary>
    public int MaxFiles { get; init; } = 50_000;

    /// <summary>Processor time of one process, in seconds. Default 600, 1 to 86,400.</summary>
    public int CpuSeconds { get; init; } = 600;

    /// <summary>Output of one process or execution, in bytes, after which it is killed. Default 16 MiB, 64 KiB to 1 GiB.</summary>
    public long MaxOutputBytes { get; init; } = 16L << 20;

    /// <summary>
    /// First of the host's user ids that jails run under when the host is root, one a jail, <see cref="MaxSandboxes"/> twice over.
    /// No account may have them. In a container that knows fewer ids its highest are taken instead. Default 2,010,000; 65,536 to
    /// 2,000,000,000.
    /// </summary>
    public int FirstHostUser { get; init; } = 2_010_000;

    /// <summary>
    /// Folder for the jail's program and sockets, private to this server and emptied by it; users that
    /// jails run under must be able to pass through its parents. Default: a new one below the system's temporary folder.
    /// </summary>
    public string? WorkFolder { get; init; }
}
