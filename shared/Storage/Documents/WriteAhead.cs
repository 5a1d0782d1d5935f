namespace HiveFlow.Storage.Documents;

/// <summary>What <see cref="IDocumentStore.WriteAheadAsync"/> gives back.</summary>
/// <param name="Result">Applied, or on a store that refuses at once (MongoDB) why not.</param>
/// <param name="Durable">
/// Ends when the writes are on disk: on SQLite some time later, on MongoDB at once. Never fails while the process lives; whoever only
/// needs the order need not await it.
/// </param>
public readonly record struct WriteAhead(WriteResult Result, Task Durable);
