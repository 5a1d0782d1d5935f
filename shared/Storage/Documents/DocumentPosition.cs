namespace HiveFlow.Storage.Documents;

/// <summary>A place in the order of a query: the values of the sorted fields and the id of the document there.</summary>
internal sealed record DocumentPosition(IReadOnlyList<IndexValue> Values, string Id);
