using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HiveFlow.Outgoing.Credentials;

/// <summary>
/// One place that a credential may be sent to: <c>host</c> or <c>*.suffix</c> (any name below it, not the suffix itself), with
/// <c>:port</c> behind it unless it is 443; an IPv6 address in brackets.
/// </summary>
public sealed record BoundHost
{
    private const int DefaultPort = 443;
    private const int MaxLength = 260;

    private BoundHost(string host, bool isSuffix, int port)
    {
        Host = host;
        IsSuffix = isSuffix;
        Port = port;
    }

    /// <summary>The name (punycode, lower-case) or address; of a suffix what stands behind the <c>*.</c>.</summary>
    public string Host { get; }

    /// <summary>Whether every name below <see cref="Host"/> is meant.</summary>
    public bool IsSuffix { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Whether this is the place.</summary>
    /// <param name="host">A name as <see cref="Uri.IdnHost"/> gives it, or an address.</param>
    /// <param name="port">The port.</param>
    public bool Allows(string host, int port)
    {
        ArgumentNullException.ThrowIfNull(host);
        var name = host.Trim('[', ']');
        return port == Port && (IsSuffix
            ? name.Length > Host.Length + 1 && name.EndsWith("." + Host, StringComparison.OrdinalIgnoreCase)
            : name.Equals(Host, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Reads one place; false for another form, and for a suffix of one label (<c>*.com</c>), which would be half the world.
    /// </summary>
    public static bool TryParse(string? text, out BoundHost? place)
    {
        place = null;
        if (text is not { Length: > 0 and <= MaxLength } || text.Any(c => c <= ' ' || c > '~'))
        {
            return false;
        }

        var isSuffix = text.StartsWith("*.", StringComparison.Ordinal);
        var rest = isSuffix ? text[2..] : text;
        var colon = rest.StartsWith('[') ? rest.IndexOf(':', Math.Max(0, rest.IndexOf(']', StringComparison.Ordinal))) : rest.IndexOf(':', StringComparison.Ordinal);
        var port = DefaultPort;
        if (colon >= 0 && (!int.TryParse(rest.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65535))
        {
            return false;
        }

        var host = (colon >= 0 ? rest[..colon] : rest).ToLowerInvariant();
        if (!IsHost(host, isSuffix))
        {
            return false;
        }

        place = new BoundHost(host.Trim('[', ']'), isSuffix, port);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var name = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return (IsSuffix ? "*." : "") + name + (Port == DefaultPort ? "" : string.Create(CultureInfo.InvariantCulture, $":{Port}"));
    }

    private static bool IsHost(string host, bool isSuffix)
    {
        if (host.StartsWith('['))
        {
            return !isSuffix && host.EndsWith(']') && IPAddress.TryParse(host[1..^1], out var address)
                && address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId == 0 && address.ToString() == host[1..^1];
        }

        return Uri.CheckHostName(host) switch
        {
            UriHostNameType.IPv4 => !isSuffix && IPAddress.TryParse(host, out var four) && four.ToString() == host,
            UriHostNameType.Dns => !host.EndsWith('.') && !char.IsAsciiDigit(host[^1]) && (!isSuffix || host.Contains('.', StringComparison.Ordinal)),
            _ => false,
        };
    }
}
