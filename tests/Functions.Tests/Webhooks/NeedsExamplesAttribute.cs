using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Webhooks;

/// <summary>A test that needs the payloads of <c>@octokit/webhooks-examples</c>.</summary>
internal sealed class NeedsExamplesAttribute : FactAttribute
{
    public const string Package = "@octokit/webhooks-examples";

    public NeedsExamplesAttribute() =>
        Skip = NodePackages.MissingReason(Package) is { } reason ? $"needs {Package}: {reason}" : null;
}
