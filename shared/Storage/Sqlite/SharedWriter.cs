namespace HiveFlow.Storage.Sqlite;

/// <summary>
/// Registered by a durable engine that writes through the same writer as the documents: then their order alone makes a document durable no
/// later than what is asked of the engine afterwards.
/// </summary>
public sealed class SharedWriter;
