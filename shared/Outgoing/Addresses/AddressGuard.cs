using System.Net;
using Microsoft.Extensions.Options;

namespace HiveFlow.Outgoing.Addresses;

/// <summary>Decides whether a connection may be opened: to public addresses, and to the operator's exceptions.</summary>
internal sealed class AddressGuard
{
    private readonly AllowedEndpoint[] _allowed;

    public AddressGuard(IOptions<OutgoingOptions> options)
    {
        _allowed = [.. options.Value.Allow.Select(Parse)];
    }

    /// <summary>Whether a connection to this very address may be opened for a call to that host.</summary>
    public bool Allows(string host, IPAddress address, int port) => SpecialAddresses.IsPublic(address) || IsListed(host, address, port);

    /// <summary>Whether the operator named this host (or literal address) and port.</summary>
    public bool IsListed(string host, int port) => IsListed(host, IPAddress.TryParse(host, out var address) ? address : null, port);

    private bool IsListed(string host, IPAddress? address, int port)
    {
        foreach (var entry in _allowed)
        {
            if (entry.Allows(host, port) || (address is not null && entry.Allows(address, port)))
            {
                return true;
            }
        }

        return false;
    }

    private static AllowedEndpoint Parse(string entry) =>
        AllowedEndpoint.TryParse(entry, out var endpoint) ? endpoint! : throw new FormatException($"Allow entry '{entry}' is not valid.");
}
