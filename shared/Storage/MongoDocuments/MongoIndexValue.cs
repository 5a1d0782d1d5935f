using System.Globalization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.MongoDocuments;

/// <summary>
/// Index values as strings that order as the values do: nothing (empty), numbers (<c>n</c> and 16 hex digits), texts (<c>t</c> and the
/// text). One BSON type for all, because MongoDB's comparisons never reach from one type to another.
/// </summary>
internal static class MongoIndexValue
{
    public const string None = "";

    /// <summary>Below every number and above nothing.</summary>
    public const string FirstNumber = "n";

    /// <summary>Above every number and below or equal to every text.</summary>
    public const string FirstText = "t";

    /// <summary>Above every text.</summary>
    public const string End = "u";

    public static string Write(IndexValue value) => value switch
    {
        { Text: { } text } => FirstText + text,
        { Number: { } number } => FirstNumber + ((ulong)number ^ (1UL << 63)).ToString("x16", CultureInfo.InvariantCulture),
        _ => None,
    };

    public static IndexValue Read(string value) => value switch
    {
        "" => IndexValue.None,
        ['t', ..] => value[1..],
        _ => (long)(ulong.Parse(value.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ^ (1UL << 63)),
    };
}
