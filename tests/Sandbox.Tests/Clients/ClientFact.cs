using HiveFlow.NodeTools;
using HiveFlow.Sandbox.Tests.Jails;

namespace HiveFlow.Sandbox.Tests.Clients;

/// <summary>A test that runs E2B's own clients from npm against the local server; a skipped row where one of them is missing.</summary>
internal sealed class ClientFactAttribute : FactAttribute
{
    public ClientFactAttribute() => Skip = Reason;

    /// <summary>Why not here; null: here.</summary>
    public static string? Reason { get; } = JailFactAttribute.Reason ?? NodePackages.MissingReason("e2b") ?? NodePackages.MissingReason("@e2b/code-interpreter");
}
