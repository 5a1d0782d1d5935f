using System.Security.Cryptography;

namespace HiveFlow.Storage.Documents;

/// <summary>
/// A checked query, the same for every adapter: the columns of an index are its fields and then the id; the first are equal to
/// given values, the next may have bounds, and the order is that of all columns after the equal ones.
/// </summary>
internal sealed class QueryPlan
{
    private const int MostItems = 1_000;

    private readonly byte[] fingerprint;

    private QueryPlan(DocumentIndex? index, DocumentQuery query, byte[] fingerprint)
    {
        Index = index;
        EqualTo = query.EqualTo;
        Descending = query.Descending;
        Limit = query.Limit;
        this.fingerprint = fingerprint;
        From = query.From;
        Before = query.Before;
        After = query.Cursor is { } cursor ? Position(cursor) : null;
    }

    /// <summary>The index; null for the order by id alone.</summary>
    public DocumentIndex? Index { get; }

    public IReadOnlyList<IndexValue> EqualTo { get; }

    /// <summary>Inclusive; None for no bound.</summary>
    public IndexValue From { get; }

    /// <summary>Exclusive; None for no bound.</summary>
    public IndexValue Before { get; }

    public bool Descending { get; }

    public int Limit { get; }

    /// <summary>Where the page before ended; null for the first page.</summary>
    public DocumentPosition? After { get; }

    /// <summary>Fields of the index after the equal ones.</summary>
    public int SortedFields => (Index?.Fields.Count ?? 0) - EqualTo.Count;

    /// <summary>
    /// Throws <see cref="ArgumentException"/> for what is no query on the index, <see cref="InvalidCursorException"/> for a foreign cursor.
    /// </summary>
    public static QueryPlan Of(ICollectionDefinition collection, Tenant tenant, DocumentQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Limit, MostItems);
        var index = query.Index == StoredName.Id ? null : IndexOf(collection, query.Index);
        if (query.EqualTo.Count > (index?.Fields.Count ?? 0))
        {
            throw new ArgumentException($"{collection.Name}.{query.Index} has fewer fields than values are given.", nameof(query));
        }

        foreach (var value in query.EqualTo)
        {
            IndexedValues.Checked(value, query.Index);
        }

        IndexedValues.Checked(query.From, query.Index);
        IndexedValues.Checked(query.Before, query.Index);
        if ((query.From.Text is not null && query.Before.Number is not null) || (
            query.From.Number is not null && query.Before.Text is not null))
        {
            throw new ArgumentException("The bounds of a range are two numbers or two texts.", nameof(query));
        }

        return new QueryPlan(index, query, Fingerprint(collection, tenant, query));
    }

    /// <summary>The index of that name, which must be declared.</summary>
    public static DocumentIndex IndexOf(ICollectionDefinition collection, string name) =>
        collection.Indexes.FirstOrDefault(index => index.Name == name)
        ?? throw new ArgumentException($"{collection.Name} has no index {name}.", nameof(name));

    /// <summary>The unique index of that name; the values must be as many as its fields.</summary>
    public static DocumentIndex UniqueIndexOf(ICollectionDefinition collection, string name, IReadOnlyList<IndexValue> values)
    {
        var index = IndexOf(collection, name);
        if (!index.Unique || values.Count != index.Fields.Count)
        {
            throw new ArgumentException($"{collection.Name}.{name} is not a unique index of {values.Count} fields.", nameof(name));
        }

        foreach (var value in values)
        {
            IndexedValues.Checked(value, name);
        }

        return index;
    }

    /// <summary>The cursor behind a document with these values of the sorted fields.</summary>
    public string CursorBehind(DocumentPosition position) => DocumentCursor.Write(fingerprint, position);

    private DocumentPosition Position(string cursor)
    {
        var position = DocumentCursor.Read(fingerprint, SortedFields, cursor);
        IndexValue first = position.Values.Count > 0 ? position.Values[0] : position.Id;
        if (!IndexOrder.IsWithin(first, From, Before))
        {
            throw new InvalidCursorException();
        }

        return position;
    }

    private static byte[] Fingerprint(ICollectionDefinition collection, Tenant tenant, DocumentQuery query)
    {
        var text = new CursorWriter();
        text.Add(collection.Name);
        text.Add(tenant.Key);
        text.Add(query.Index);
        text.Add(query.Descending ? 1 : 0);
        text.Add(query.EqualTo.Count);
        foreach (var value in query.EqualTo)
        {
            text.Add(value);
        }

        text.Add(query.From);
        text.Add(query.Before);
        return SHA256.HashData(text.Written)[..DocumentCursor.FingerprintBytes];
    }
}
