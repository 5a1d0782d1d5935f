using System.Globalization;
using System.Net;

namespace HiveFlow.Outgoing.Addresses;

/// <summary>
/// One exception of the operator: <c>host:port</c>, <c>address:port</c> or <c>network:port</c> (<c>10.1.0.0/16:8443</c>,
/// <c>[fd00::/8]:443</c>). A host is compared letter for letter and trusted wherever its name leads; a network counts for the address
/// connected to. There are no wildcards, and a port is always named.
/// </summary>
internal sealed record AllowedEndpoint
{
    private AllowedEndpoint(string? host, IPNetwork? network, int port)
    {
        Host = host;
        Network = network;
        Port = port;
    }

    /// <summary>The host name, lower-case; null for networks.</summary>
    public string? Host { get; }

    /// <summary>The network (a single address is one of full length); null for names.</summary>
    public IPNetwork? Network { get; }

    /// <summary>1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Whether a call to this name is let through wherever it leads.</summary>
    public bool Allows(string host, int port) => Port == port && Host is not null && Host.Equals(host, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a connection to this address is let through.</summary>
    public bool Allows(IPAddress address, int port) =>
        Port == port && Network is { } network && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);

    /// <summary>Reads one entry; false when it has another form.</summary>
    public static bool TryParse(string? text, out AllowedEndpoint? endpoint)
    {
        endpoint = null;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 1 || !TryPort(text.AsSpan(colon + 1), out var port))
        {
            return false;
        }

        var place = text![..colon];
        var bracketed = place.StartsWith('[') && place.EndsWith(']');
        if (bracketed)
        {
            place = place[1..^1];
        }

        endpoint = place.Contains('/', StringComparison.Ordinal) ? FromNetwork(place, port) : FromAddressOrName(place, port, bracketed);
        return endpoint is not null;
    }

    private static AllowedEndpoint? FromNetwork(string place, int port) =>
        IPNetwork.TryParse(place, out var network) && place.StartsWith(network.BaseAddress + "/", StringComparison.OrdinalIgnoreCase)
            ? new AllowedEndpoint(null, network, port)
            : null;

    private static AllowedEndpoint? FromAddressOrName(string place, int port, bool bracketed)
    {
        if (IPAddress.TryParse(place, out var address))
        {
            var canonical = address.ToString().Equals(place, StringComparison.OrdinalIgnoreCase) || bracketed;
            return canonical ? new AllowedEndpoint(null, new IPNetwork(address, address.GetAddressBytes().Length * 8), port) : null;
        }

        return !bracketed && Uri.CheckHostName(place) == UriHostNameType.Dns ? new AllowedEndpoint(place.ToLowerInvariant(), null, port) : null;
    }

    private static bool TryPort(ReadOnlySpan<char> text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
}
