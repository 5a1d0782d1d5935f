using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// Addresses that a key may be used from, in CIDR notation (RFC 4632, RFC 4291): <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>, or one
/// address. Kept in one form: without host bits, lower-case, an IPv4-mapped IPv6 range as the IPv4 range it is.
/// </summary>
internal sealed class AddressRange
{
    private const int MaxLength = 49;
    private const int BitsOfIPv4 = 32;
    private const int BitsOfIPv6 = 128;
    private const int MappedPrefix = BitsOfIPv6 - BitsOfIPv4;
    private readonly IPNetwork network;

    private AddressRange(IPNetwork network) => this.network = network;

    /// <summary>False for anything that is not one address or range, written out in full: no host names, zones, octal or short forms.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AddressRange? range)
    {
        range = null;
        if (text is not { Length: > 0 and <= MaxLength })
        {
            return false;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address))
        {
            return false;
        }

        var most = address.AddressFamily == AddressFamily.InterNetwork ? BitsOfIPv4 : BitsOfIPv6;
        var bits = most;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > most))
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            if (bits < MappedPrefix)
            {
                return false;
            }

            (address, bits) = (address.MapToIPv4(), bits - MappedPrefix);
        }

        range = new AddressRange(new IPNetwork(Masked(address, bits), bits));
        return true;
    }

    /// <summary>Whether an address is one of the range; an IPv4-mapped one counts as the IPv4 address it is.</summary>
    public bool Contains(IPAddress address) =>
        network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>The one form: <c>192.0.2.0/24</c>.</summary>
    public override string ToString() => network.ToString();

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        // .NET's parser takes 1, 0x7f.1, 010.0.0.1, [::1] and fe80::1%eth0 too: forms that two readers read differently.
        var isIPv6 = text.Contains(':', StringComparison.Ordinal);
        if (!text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':') || !IPAddress.TryParse(text, out address))
        {
            address = null;
            return false;
        }

        return isIPv6 || address.ToString() == text;
    }

    private static IPAddress Masked(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
