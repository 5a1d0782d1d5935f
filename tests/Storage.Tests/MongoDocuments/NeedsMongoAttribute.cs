using HiveFlow.Storage.Tests.Conformance;

namespace HiveFlow.Storage.Tests.MongoDocuments;

/// <summary>Runs against the MongoDB (a replica set) that HIVEFLOW_TEST_MONGO names.</summary>
public sealed class NeedsMongoAttribute : NeedsAttribute
{
    /// <summary>The connection string; null when there is none.</summary>
    public static string? ConnectionString => Environment.GetEnvironmentVariable("HIVEFLOW_TEST_MONGO") is { Length: > 0 } text
        ? text
        : null;

    public override string? MissingReason => ConnectionString is null
        ? "needs MongoDB: set HIVEFLOW_TEST_MONGO to the connection string of a replica set."
        : null;
}
