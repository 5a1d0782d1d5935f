using HiveFlow.NodeTools;

namespace HiveFlow.Vault.Tests.Credentials;

/// <summary>A test against the npm package s3rver; skipped, with the reason, where it cannot be had.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class S3FactAttribute : FactAttribute
{
    public S3FactAttribute() => Skip = NodePackages.MissingReason("s3rver") is { } reason ? $"needs s3rver: {reason}" : null;
}
