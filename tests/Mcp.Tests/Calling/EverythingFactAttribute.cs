using HiveFlow.NodeTools;

namespace HiveFlow.Mcp.Tests.Calling;

/// <summary>A fact that needs the reference server from npm; without it the test shows as skipped.</summary>
public sealed class EverythingFactAttribute : FactAttribute
{
    public EverythingFactAttribute() => Skip = NodePackages.MissingReason("@modelcontextprotocol/server-everything");
}
