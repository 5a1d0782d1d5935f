using HiveFlow.Storage.Tests.MongoDocuments;
using MongoDB.Driver;

namespace HiveFlow.Storage.Tests.ForeignMongo;

/// <summary>Needs the MongoDB that HIVEFLOW_TEST_MONGO names, with a user name and a password in the connection string.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignMongoFactAttribute : FactAttribute
{
    public ForeignMongoFactAttribute() =>
        Skip = NeedsMongoAttribute.ConnectionString is not { } text ? "needs MongoDB: set HIVEFLOW_TEST_MONGO to the connection string of a replica set."
            : new MongoUrl(text).Password is null ? "needs a user name and a password in HIVEFLOW_TEST_MONGO."
            : null;
}
