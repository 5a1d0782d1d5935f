namespace HiveFlow.Storage.Documents;

/// <summary>One field of an index.</summary>
/// <param name="Name">The field's name in queries.</param>
/// <param name="Value">Reads it from a document.</param>
public sealed record IndexField(string Name, Func<object, IndexValue> Value);
