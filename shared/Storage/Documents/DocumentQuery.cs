namespace HiveFlow.Storage.Documents;

/// <summary>
/// A query on one declared index: equality on a prefix of its fields, optionally a range on the next field, sorted by the index
/// order and the id. Anything else throws <see cref="ArgumentException"/>: there are no scans.
/// </summary>
/// <param name="Index">The index's name, or <c>id</c> for the tenant's documents in order of id.</param>
public sealed record DocumentQuery(string Index)
{
    /// <summary>Equal values for the first fields of the index, in order; may be fewer than its fields.</summary>
    public IReadOnlyList<IndexValue> EqualTo { get; init; } = [];

    /// <summary>
    /// Inclusive lower bound of the field after the equal ones (of the id, after the last); none by default. With a bound, documents
    /// without a value, or with one of another kind, are left out.
    /// </summary>
    public IndexValue From { get; init; }

    /// <summary>Exclusive upper bound of the field after the equal ones; none by default.</summary>
    public IndexValue Before { get; init; }

    /// <summary>Largest first (ids too). Default true: newest first.</summary>
    public bool Descending { get; init; } = true;

    /// <summary>Page size, 1 to 1,000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>
    /// The <see cref="DocumentPage{T}.NextCursor"/> of the page before, opaque; a cursor of another query is an
    /// <see cref="InvalidCursorException"/>.
    /// </summary>
    public string? Cursor { get; init; }
}
