using System.Globalization;
using HiveFlow.Engine.Store;

namespace HiveFlow.Engine.Client;

/// <summary>Continuation tokens: the place of the last instance of a page.</summary>
internal static class InstanceCursor
{
    public static string Write(InstanceRow last) => string.Create(CultureInfo.InvariantCulture, $"{last.Created.Ticks:x}.{last.Seq:x}");

    /// <exception cref="ArgumentException">It is no token of ours.</exception>
    public static (long Created, long Seq)? Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
        {
            return null;
        }

        var dot = token.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && TryParse(token.AsSpan(0, dot), out var created) && TryParse(token.AsSpan(dot + 1), out var seq)
            ? (created, seq)
            : throw new ArgumentException("The continuation token is not one of this engine.", nameof(token));
    }

    private static bool TryParse(ReadOnlySpan<char> text, out long value) =>
        long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;
}
