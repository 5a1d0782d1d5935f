using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Who a request comes from. <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed from the listed proxies alone, hop by
/// hop from the right: each proxy adds whom it saw, and what stands left of the first stranger is that stranger's own word.
/// </summary>
public sealed class TrustedProxies(IOptions<GateOptions> options)
{
    private const int MaxHops = 16;
    private readonly IPNetwork[] networks = [.. options.Value.TrustedProxies.Select(ProxyNetwork.Parse)];

    /// <summary>The client's address, null when the server knows none, and whether it came by https.</summary>
    internal (IPAddress? Address, bool IsHttps) Resolve(HttpContext http)
    {
        var address = Plain(http.Connection.RemoteIpAddress);
        if (networks.Length == 0 || !IsTrusted(address))
        {
            return (address, http.Request.IsHttps);
        }

        var rest = Joined(http.Request.Headers["X-Forwarded-For"]);
        var hops = 0;
        while (hops < MaxHops && IsTrusted(address) && TakeLast(ref rest, out var entry) && TryRead(entry, out var seen))
        {
            address = seen;
            hops++;
        }

        return (address, http.Request.IsHttps || IsHttps(http.Request.Headers["X-Forwarded-Proto"], hops));
    }

    // The value of the proxy that the client itself reached: each hop may have added its own.
    private static bool IsHttps(StringValues values, int hops)
    {
        var rest = Joined(values);
        var isHttps = false;
        for (var hop = 0; hop < Math.Max(1, hops) && TakeLast(ref rest, out var entry); hop++)
        {
            isHttps = entry.Equals("https", StringComparison.OrdinalIgnoreCase);
        }

        return isHttps;
    }

    private static ReadOnlySpan<char> Joined(StringValues values) => values.Count == 1 ? values[0] : values.ToString();

    private static bool TakeLast(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> entry)
    {
        var comma = rest.LastIndexOf(',');
        entry = rest[(comma + 1)..].Trim();
        rest = comma < 0 ? default : rest[..comma];
        return entry.Length > 0;
    }

    // Some proxies add the port: 203.0.113.9:40321, [2001:db8::9]:40321.
    private static bool TryRead(ReadOnlySpan<char> entry, out IPAddress? address)
    {
        if (!IPAddress.TryParse(entry, out address))
        {
            address = IPEndPoint.TryParse(entry, out var endPoint) ? endPoint.Address : null;
        }

        address = Plain(address);
        return address is not null;
    }

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    private bool IsTrusted(IPAddress? address)
    {
        if (address is null)
        {
            return false;
        }

        foreach (var network in networks)
        {
            if (network.Contains(address))
            {
                return true;
            }
        }

        return false;
    }
}
