using System.Text.RegularExpressions;

namespace HiveFlow.Storage.Documents;

/// <summary>The names that may reach a store's own language. Each is checked once, where it is declared.</summary>
internal static partial class StoredName
{
    /// <summary>The reserved name of the order by id.</summary>
    public const string Id = "id";

    private const int MostIdCharacters = 200;

    public static string OfCollection(string name) => CollectionPattern().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is not a collection's name.", nameof(name));

    public static string OfIndex(string name) => MemberPattern().IsMatch(name) && !string.Equals(
        name, Id, StringComparison.OrdinalIgnoreCase)
        ? name
        : throw new ArgumentException($"'{name}' is not an index's name.", nameof(name));

    public static string OfField(string name) => MemberPattern().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is not a field's name.", nameof(name));

    public static string OfDocument(string id) => IsDocument(id)
        ? id
        : throw new ArgumentException("An id has 1 to 200 printable ASCII characters.", nameof(id));

    public static bool IsDocument(string? id) =>
        id is { Length: > 0 and <= MostIdCharacters } && !id.AsSpan().ContainsAnyExceptInRange(' ', '~');

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,39}\z")]
    private static partial Regex CollectionPattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex MemberPattern();
}
