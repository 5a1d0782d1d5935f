namespace HiveFlow.Storage.Documents;

/// <summary>A declared index.</summary>
/// <param name="Name">Unique in its collection.</param>
/// <param name="Unique">Whether the values identify a document within its tenant.</param>
/// <param name="Fields">In index order.</param>
public sealed record DocumentIndex(string Name, bool Unique, IReadOnlyList<IndexField> Fields);
