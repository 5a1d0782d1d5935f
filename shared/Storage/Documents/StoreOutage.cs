using HiveFlow.Storage.Sqlite;

namespace HiveFlow.Storage.Documents;

/// <summary>
/// Why documents cannot be written although they can be read, as on a full disk. Only the embedded database knows: a MongoDB that takes no
/// writes answers no readings of its primary either.
/// </summary>
/// <param name="database">The embedded database; null when documents are elsewhere.</param>
public sealed class StoreOutage(SqliteDatabase? database)
{
    /// <summary>One readable sentence without paths; null when the last write went well.</summary>
    public string? Why => database?.Outage;
}
