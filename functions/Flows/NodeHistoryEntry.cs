using System.Text.Json;

namespace HiveFlow.Functions.Flows;

/// <summary>A node as one published version had it.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="PublishedAt">When it was published.</param>
/// <param name="Node">The node; JSON null where that version had none.</param>
public sealed record NodeHistoryEntry(int Version, DateTimeOffset PublishedAt, JsonElement Node);
