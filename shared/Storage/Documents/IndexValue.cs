namespace HiveFlow.Storage.Documents;

/// <summary>
/// A value that an index orders: a text (by its UTF-8 bytes, at most 1,000 characters), a 64-bit integer other than the smallest
/// (instants are milliseconds since 1970), or nothing. The values of one field are of one kind.
/// </summary>
public readonly record struct IndexValue
{
    private IndexValue(string? text, long? number)
    {
        Text = text;
        Number = number;
    }

    /// <summary>Set when the value is a text.</summary>
    public string? Text { get; }

    /// <summary>Set when the value is a number.</summary>
    public long? Number { get; }

    /// <summary>No value: not in unique indexes, first in order.</summary>
    public static IndexValue None => default;

    /// <summary>Whether there is no value.</summary>
    public bool IsNone => Text is null && Number is null;

    /// <summary>A text.</summary>
    public static implicit operator IndexValue(string? text) => new(text, null);

    /// <summary>A number.</summary>
    public static implicit operator IndexValue(long number) => new(null, number);

    /// <summary>An id's text.</summary>
    public static implicit operator IndexValue(DocumentId id) => new(id.ToString(), null);

    /// <summary>An instant, in milliseconds.</summary>
    public static implicit operator IndexValue(DateTimeOffset at) => new(null, at.ToUnixTimeMilliseconds());
}
