using HiveFlow.Storage.Documents;
using MongoDB.Driver;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>Tells a taken key from an outage.</summary>
internal static class MongoFaults
{
    private const int DuplicateKey = 11000;

    public static bool IsDuplicate(Exception failure) =>
        failure is MongoWriteException { WriteError.Category: ServerErrorCategory.DuplicateKey }
        or MongoCommandException { Code: DuplicateKey }
        or MongoDuplicateKeyException;

    public static bool IsOutage(Exception failure) => failure is MongoException or TimeoutException;

    /// <summary>The message names no server.</summary>
    public static StoreUnavailableException Unavailable(Exception failure) => new("The document store (MongoDB) cannot be used.", failure);
}
