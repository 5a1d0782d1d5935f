using HiveFlow.NodeTools;
using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.S3Files;

/// <summary>Runs against npm's s3rver.</summary>
public sealed class NeedsS3Attribute : NeedsAttribute
{
    public override string? MissingReason => NodePackages.MissingReason("s3rver") is { } reason ? $"needs s3rver: {reason}" : null;
}
