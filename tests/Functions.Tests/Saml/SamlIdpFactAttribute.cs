using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Saml;

/// <summary>A test against the npm package saml-idp; skipped, with the reason, where it cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SamlIdpFactAttribute : FactAttribute
{
    public SamlIdpFactAttribute() => Skip = NodePackages.MissingReason("saml-idp") is { } reason ? $"needs saml-idp: {reason}" : null;
}
