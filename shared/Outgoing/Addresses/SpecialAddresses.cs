using System.Net;
using System.Net.Sockets;

namespace HiveFlow.Outgoing.Addresses;

/// <summary>
/// The addresses that no user's call may reach: everything in the IANA IPv4 and IPv6 special-purpose registries (RFC 6890 and its
/// updates), multicast, and what is not global unicast at all. Ranges that carry an IPv4 address inside (mapped, NAT64, 6to4,
/// Teredo) are refused whole: they would be a second spelling of an address that was refused as such.
/// </summary>
internal static class SpecialAddresses
{
    private static readonly IPNetwork[] V4 = Parse(
        "0.0.0.0/8", // this network, RFC 791; 0.0.0.0 reaches the own machine
        "10.0.0.0/8", // private, RFC 1918
        "100.64.0.0/10", // shared by carriers, RFC 6598; metadata services of some clouds
        "127.0.0.0/8", // loopback, RFC 1122
        "168.63.129.16/32", // Azure's platform address (wire server, DNS), learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
        "169.254.0.0/16", // link local, RFC 3927; metadata services
        "172.16.0.0/12", // private, RFC 1918
        "192.0.0.0/24", // IETF protocol assignments, RFC 6890, 7335, 7600, 7723, 8155, 8880; metadata service of Oracle
        "192.0.2.0/24", // documentation, RFC 5737
        "192.31.196.0/24", // AS112, RFC 7535
        "192.52.193.0/24", // AMT, RFC 7450
        "192.88.99.0/24", // 6to4 relays, RFC 7526
        "192.168.0.0/16", // private, RFC 1918
        "192.175.48.0/24", // AS112, RFC 7534
        "198.18.0.0/15", // benchmarks, RFC 2544
        "198.51.100.0/24", // documentation, RFC 5737
        "203.0.113.0/24", // documentation, RFC 5737
        "224.0.0.0/4", // multicast, RFC 5771
        "240.0.0.0/4"); // reserved, RFC 1112; broadcast 255.255.255.255, RFC 919 and 8190

    /// <summary>Global unicast, RFC 4291: outside of it lies loopback ::1, unspecified ::, IPv4-compatible ::/96 and mapped ::ffff:0:0/96,
    /// NAT64 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215), discard 100::/64 (RFC 6666) and 100:0:0:1::/64 (RFC 9780),
    /// SRv6 5f00::/16 (RFC 9602), unique local fc00::/7 (RFC 4193), link local fe80::/10, site local fec0::/10 (RFC 3879), multicast ff00::/8.
    /// </summary>
    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] V6 = Parse(
        "2001::/23", // IETF protocol assignments, RFC 2928: Teredo (RFC 4380), benchmarks (5180), ORCHID (4843, 7343), DRIP (9374), AMT, AS112
        "2001:db8::/32", // documentation, RFC 3849
        "2002::/16", // 6to4, RFC 3056
        "2620:4f:8000::/48", // AS112, RFC 7534
        "3fff::/20"); // documentation, RFC 9637

    /// <summary>Whether it is an ordinary address of the public internet.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Contains(V4, address),
        AddressFamily.InterNetworkV6 => !address.IsIPv4MappedToIPv6 && address.ScopeId == 0 && GlobalUnicast.Contains(address) && !Contains(V6, address),
        _ => false,
    };

    private static bool Contains(IPNetwork[] networks, IPAddress address)
    {
        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }

    private static IPNetwork[] Parse(params string[] networks) => [.. networks.Select(n => IPNetwork.Parse(n))];
}
