using HiveFlow.Errors;
using HiveFlow.Sandbox;

namespace HiveFlow.LocalSandbox.Jails;

/// <summary>The programs of the host that jails are made with.</summary>
/// <param name="Bubblewrap">Path of bwrap.</param>
/// <param name="SetPrivileges">Path of setpriv; null when the host is not root and needs none.</param>
/// <param name="HasNode">Whether JavaScript can run.</param>
internal sealed record JailTools(string Bubblewrap, string? SetPrivileges, bool HasNode)
{
    /// <summary>Where Python must be: below <c>/usr</c>, the one tree of the host that a jail sees.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin"];

    /// <summary>Finds them, or says what to install.</summary>
    public static Result<JailTools> Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return SandboxErrors.NotInstalled(
                "Code runs in a local jail on Linux only; set HiveFlow:Sandbox:E2B:ApiKey to run it in E2B micro-VMs.");
        }

        var bubblewrap = Locate("bwrap");
        var missing = new List<string>();
        if (bubblewrap is null)
        {
            missing.Add("bubblewrap");
        }

        if (!File.Exists(Python))
        {
            missing.Add("python3");
        }

        var privileges = Environment.IsPrivilegedProcess ? Locate("setpriv") : null;
        if (Environment.IsPrivilegedProcess && privileges is null)
        {
            missing.Add("util-linux");
        }

        if (missing.Count > 0)
        {
            return SandboxErrors.NotInstalled(
                $"Code can't run here: {string.Join(" and ", missing)} missing. Install with: apt-get install {string.Join(' ', missing)}"
                + " (and nodejs for JavaScript), or set HiveFlow:Sandbox:E2B:ApiKey to run code in E2B micro-VMs.");
        }

        return new JailTools(bubblewrap!, privileges, Locate("node") is not null);
    }

    private static string? Locate(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
