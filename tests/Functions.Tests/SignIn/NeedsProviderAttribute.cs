using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>A test that runs oidc-provider.</summary>
public sealed class NeedsProviderAttribute : FactAttribute
{
    public NeedsProviderAttribute() =>
        Skip = NodePackages.MissingReason("oidc-provider") is { } reason ? $"needs oidc-provider: {reason}" : null;
}
