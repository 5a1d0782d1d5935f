using System.Buffers;
using System.Net;
using HiveFlow.Errors;

namespace HiveFlow.Outgoing.Requests;

/// <summary>
/// Reads an address strictly: what two parsers could read differently (user info, zone ids, backslashes, numbers that are no dotted
/// quads, percent signs in the host) is refused instead of guessed at.
/// </summary>
internal static class OutgoingUrl
{
    private const int MaxLength = 8192;
    private const int MaxHostLength = 253;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");
    private static readonly SearchValues<char> HostCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

    public static Result<Uri> Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return OutgoingErrors.RequestInvalid($"The address is longer than {MaxLength} characters.");
        }

        if (text.AsSpan().ContainsAnyInRange('\0', ' ') || text.Contains('\\', StringComparison.Ordinal) || text.Any(char.IsControl))
        {
            return OutgoingErrors.RequestInvalid("The address holds a space, a control character or a backslash.");
        }

        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return OutgoingErrors.RequestInvalid("The address must begin with http:// or https://.");
        }

        var authority = AuthorityOf(text);
        if (authority.Contains('@') || authority.Contains('%'))
        {
            return OutgoingErrors.RequestInvalid("The address must not hold a user name, a password, a zone id or a percent sign before its path.");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Port is >= 1 and <= 65535 && IsPlainHost(uri, authority)
            ? uri
            : OutgoingErrors.RequestInvalid("The address has no valid host or port; write IPv4 as four decimal numbers and names without a final dot.");
    }

    /// <summary>Follows a Location header (RFC 9110 section 10.2.2).</summary>
    public static Result<Uri> Resolve(Uri from, string location)
    {
        var isAbsolute = location.Contains("://", StringComparison.Ordinal) && location.AsSpan().IndexOf(':') < AuthorityStart(location);
        if (isAbsolute)
        {
            return Parse(location);
        }

        return Uri.TryCreate(from, location, out var next)
            ? Parse(next.AbsoluteUri)
            : OutgoingErrors.RequestInvalid("The redirect leads to an address that can't be read.");
    }

    private static int AuthorityStart(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? text.Length : slash;
    }

    private static ReadOnlySpan<char> AuthorityOf(string text)
    {
        var rest = text.AsSpan(text.IndexOf("//", StringComparison.Ordinal) + 2);
        var end = rest.IndexOfAny('/', '?', '#');
        return end < 0 ? rest : rest[..end];
    }

    private static bool IsPlainHost(Uri uri, ReadOnlySpan<char> authority)
    {
        var written = HostOf(authority);
        switch (uri.HostNameType)
        {
            case UriHostNameType.IPv4:
                return written.SequenceEqual(uri.Host);
            case UriHostNameType.IPv6:
                return authority.StartsWith("[") && IPAddress.TryParse(uri.IdnHost, out var address) && address.ScopeId == 0;
            case UriHostNameType.Dns:
                var host = uri.IdnHost;
                return host.Length is > 0 and <= MaxHostLength && !host.EndsWith('.') && !host.AsSpan().ContainsAnyExcept(HostCharacters)
                    && !EndsInNumber(host);
            default:
                return false;
        }
    }

    private static ReadOnlySpan<char> HostOf(ReadOnlySpan<char> authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon < 0 ? authority : authority[..colon];
    }

    /// <summary>Such a host is an IPv4 address to some parsers (URL Standard, "ends in a number").</summary>
    private static bool EndsInNumber(string host)
    {
        var label = host.AsSpan(host.LastIndexOf('.') + 1);
        return !label.ContainsAnyExceptInRange('0', '9')
            || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && !label[2..].ContainsAnyExcept(HexDigits));
    }
}
