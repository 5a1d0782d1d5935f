using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Mcp;

/// <summary>A fact that needs the JavaScript SDK from npm; without it the test shows as skipped.</summary>
public sealed class NodeClientFactAttribute : FactAttribute
{
    public NodeClientFactAttribute() => Skip = NodePackages.MissingReason("@modelcontextprotocol/sdk");
}
