using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace HiveFlow.Files.Types;

/// <summary>Media types as RFC 9110 section 8.3.1 and RFC 6838 section 4.2 write them.</summary>
internal static class MediaType
{
    /// <summary>Bytes of whatever kind.</summary>
    public const string Unknown = "application/octet-stream";

    private const int MostCharacters = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+");

    /// <summary>Type and subtype in lower case, without parameters; false when the text is none.</summary>
    public static bool TryRead(string? text, [NotNullWhen(true)] out string? type)
    {
        type = null;
        if (text is null)
        {
            return false;
        }

        var end = text.IndexOf(';', StringComparison.Ordinal);
        var bare = (end < 0 ? text : text[..end]).Trim().ToLowerInvariant();
        if (bare.Length > MostCharacters || bare.Split('/') is not [{ Length: > 0 } main, { Length: > 0 } sub]
            || main.AsSpan().ContainsAnyExcept(Allowed) || sub.AsSpan().ContainsAnyExcept(Allowed))
        {
            return false;
        }

        type = bare;
        return true;
    }

    /// <summary>Whether a list of types and <c>type/*</c> has it; an empty list has all.</summary>
    public static bool IsListed(IReadOnlyList<string> list, string type) => list.Count == 0 || list.Any(entry =>
        entry.EndsWith("/*", StringComparison.Ordinal)
            ? type.StartsWith(entry[..^1], StringComparison.OrdinalIgnoreCase)
            : entry.Equals(type, StringComparison.OrdinalIgnoreCase));
}
