using HiveFlow.Errors;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>A MongoDB of a user's, and the account to use there.</summary>
/// <param name="Hosts">Its servers; with one and no replica set, that one alone is talked to.</param>
/// <param name="ReplicaSet">The replica set's name; null for none.</param>
/// <param name="Database">The database.</param>
/// <param name="User">The user name.</param>
/// <param name="Password">The password; it is proven by SCRAM and never sent.</param>
/// <param name="AuthSource">Where the account is.</param>
/// <param name="Connect">Opens each connection.</param>
/// <param name="Timeout">Longest time for the operation at the server.</param>
public sealed record ForeignServer(
    IReadOnlyList<(string Host, int Port)> Hosts,
    string? ReplicaSet,
    string Database,
    string User,
    Secret Password,
    string AuthSource,
    ForeignConnect Connect,
    TimeSpan Timeout)
{
    /// <inheritdoc/>
    public override string ToString() => "***";
}
