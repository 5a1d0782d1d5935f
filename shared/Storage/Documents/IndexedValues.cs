using System.Text;

namespace HiveFlow.Storage.Documents;

/// <summary>Checks values on their way into an index or a query.</summary>
internal static class IndexedValues
{
    private const int MostCharacters = 1_000;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The value itself; <see cref="ArgumentException"/> when no store could keep it in order.</summary>
    public static IndexValue Checked(IndexValue value, string field)
    {
        if (value.Number == long.MinValue)
        {
            throw new ArgumentException($"The smallest integer cannot be indexed ({field}).", nameof(value));
        }

        if (value.Text is not { } text)
        {
            return value;
        }

        if (text.Length > MostCharacters)
        {
            throw new ArgumentException($"{field} has {text.Length:N0} characters; {MostCharacters:N0} can be indexed.", nameof(value));
        }

        // Half a surrogate pair would be stored as something else than it is compared with.
        Strict.GetByteCount(text);
        return value;
    }

    /// <summary>Every value of every index of a document, in order of declaration.</summary>
    public static IndexValue[] Of(ICollectionDefinition collection, object document)
    {
        var values = new IndexValue[collection.Indexes.Sum(index => index.Fields.Count)];
        var next = 0;
        foreach (var index in collection.Indexes)
        {
            foreach (var field in index.Fields)
            {
                values[next++] = Checked(field.Value(document), field.Name);
            }
        }

        return values;
    }
}
