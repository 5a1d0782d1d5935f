using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace HiveFlow.Functions.Gate;

/// <summary>A proxy's address or network as settings write it: <c>10.1.2.3</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>.</summary>
internal static class ProxyNetwork
{
    /// <summary>Reads one that was validated.</summary>
    public static IPNetwork Parse(string text) =>
        TryParse(text, out var network) ? network.Value : throw new FormatException($"'{text}' is no address and no network.");

    /// <summary>Reads one; false for another form, for bits beyond the prefix, and for a network that holds everybody.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPNetwork? network)
    {
        network = IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var parsed) ? parsed
            : null;
        return network is { PrefixLength: > 0 };
    }
}
