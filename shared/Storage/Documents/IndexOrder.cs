using System.Text;

namespace HiveFlow.Storage.Documents;

/// <summary>The order of index values: none, numbers, texts by their UTF-8 bytes.</summary>
internal static class IndexOrder
{
    /// <summary>Whether a query with these bounds (None for no bound) gives documents with the value.</summary>
    public static bool IsWithin(IndexValue value, IndexValue from, IndexValue before)
    {
        if (from.IsNone && before.IsNone)
        {
            return true;
        }

        var isText = from.Text is not null || before.Text is not null;
        return (isText ? value.Text is not null : value.Number is not null)
            && (from.IsNone || Compare(value, from) >= 0)
            && (before.IsNone || Compare(value, before) < 0);
    }

    private static int Compare(IndexValue left, IndexValue right) => left.Number is { } number
        ? number.CompareTo(right.Number)
        : Encoding.UTF8.GetBytes(left.Text!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right.Text!));
}
