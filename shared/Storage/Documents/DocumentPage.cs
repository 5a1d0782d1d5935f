namespace HiveFlow.Storage.Documents;

/// <summary>A page of a query.</summary>
/// <param name="Items">In the query's order.</param>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
public sealed record DocumentPage<T>(IReadOnlyList<Stored<T>> Items, string? NextCursor)
    where T : class;
