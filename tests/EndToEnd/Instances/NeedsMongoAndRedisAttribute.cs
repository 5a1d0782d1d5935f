using HiveFlow.HostFixture;

namespace HiveFlow.EndToEnd.Instances;

/// <summary>Needs the MongoDB (a replica set) that HIVEFLOW_TEST_MONGO names, and Debian's redis-server.</summary>
public sealed class NeedsMongoAndRedisAttribute : FactAttribute
{
    public NeedsMongoAndRedisAttribute() => Skip =
        ConnectionString is null ? "needs MongoDB: set HIVEFLOW_TEST_MONGO to the connection string of a replica set."
        : RedisProcess.Program is null ? "redis-server is not installed (apt-get install redis-server)."
        : null;

    /// <summary>The connection string; null when there is none.</summary>
    public static string? ConnectionString => Environment.GetEnvironmentVariable("HIVEFLOW_TEST_MONGO") is { Length: > 0 } text ? text : null;
}
