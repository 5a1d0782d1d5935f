namespace Microsoft.DurableTask;

/// <summary>One page of a list. It may be short, or empty, without being the last.</summary>
public sealed class Page<T>
    where T : notnull
{
    /// <param name="values">The items.</param>
    /// <param name="continuationToken">Where the next page begins; null: this is the last one.</param>
    public Page(IReadOnlyList<T> values, string? continuationToken = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
        ContinuationToken = continuationToken;
    }

    /// <summary>The items.</summary>
    public IReadOnlyList<T> Values { get; }

    /// <summary>Where the next page begins: opaque; null: this is the last one.</summary>
    public string? ContinuationToken { get; }
}
