using System.Diagnostics.CodeAnalysis;

namespace HiveFlow.Identity.Origins;

/// <summary>
/// A browser's origin as browsers write it (https://www.rfc-editor.org/rfc/rfc6454#section-6.1): <c>https://host[:port]</c>, lower case,
/// names in ASCII, no default port, no path, no wildcard.
/// </summary>
internal static class OriginText
{
    private const int MaxLength = 300;
    private const int MaxLabel = 63;

    /// <summary>Whether a text is an origin that an organization may name.</summary>
    /// <param name="text">What came.</param>
    /// <param name="isLoopbackFine">Whether programs on this machine may be named too, also without https.</param>
    public static bool IsOrigin([NotNullWhen(true)] string? text, bool isLoopbackFine)
    {
        // The text must be what the parsed address would be written as: then nothing in it can be read in two ways.
        if (text is not { Length: > 0 and <= MaxLength }
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.UserInfo.Length > 0
            || !string.Equals(uri.GetLeftPart(UriPartial.Authority), text, StringComparison.Ordinal))
        {
            return false;
        }

        return (uri.Scheme == Uri.UriSchemeHttps && IsName(uri.Host))
            || (isLoopbackFine && uri.IsLoopback && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps));
    }

    // A public name: at least two labels and a last one that is no number, so that no address passes.
    private static bool IsName(string host)
    {
        var labels = host.Split('.');
        return labels.Length > 1
            && labels[^1].Any(char.IsAsciiLetterLower)
            && labels.All(label => label is { Length: > 0 and <= MaxLabel }
                && label[0] != '-'
                && label[^1] != '-'
                && label.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
    }
}
