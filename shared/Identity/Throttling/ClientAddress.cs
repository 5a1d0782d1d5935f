using System.Net;
using System.Net.Sockets;

namespace HiveFlow.Identity.Throttling;

/// <summary>The name an address is counted under: an IPv4 address, or the /64 network that one IPv6 customer has.</summary>
public static class ClientAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The name; unknown addresses share one.</summary>
    public static string Name(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, NetworkBytes)) + "/64"
            : address.ToString();
    }
}
