using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Devices;

/// <summary>A fact that needs jsdom from npm; without it the test shows as skipped.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = NodePackages.MissingReason("jsdom");
}
