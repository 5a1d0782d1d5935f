using HiveFlow.Errors;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>Where MongoDB is. Used when <see cref="ConnectionString"/> is set.</summary>
public sealed record MongoOptions
{
    /// <summary>
    /// A connection string of a replica set or a sharded cluster (transactions need one); none (default) keeps documents in the
    /// embedded database. TLS is required unless every server is on this machine. Pool, retries and write concern are set by us.
    /// </summary>
    public Secret? ConnectionString { get; set; }

    /// <summary>The database. Default <c>hiveflow</c>; letters, digits, <c>_</c> and <c>-</c>, at most 60.</summary>
    public string Database { get; set; } = "hiveflow";

    /// <summary>Connections kept open. Default 5; 0 to 50.</summary>
    public int MinPool { get; set; } = 5;

    /// <summary>Connections at most. Default 50; 1 to 500, not below <see cref="MinPool"/>.</summary>
    public int MaxPool { get; set; } = 50;

    /// <summary>The longest wait for a usable server. Default 10 s; 1 s to 2 min.</summary>
    public TimeSpan ServerSelectionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    internal bool IsSet => ConnectionString is { } text && text.Reveal().Length > 0;
}
