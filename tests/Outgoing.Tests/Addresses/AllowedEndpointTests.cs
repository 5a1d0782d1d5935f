using System.Net;
using HiveFlow.Outgoing.Addresses;

namespace HiveFlow.Outgoing.Tests.Addresses;

public sealed class AllowedEndpointTests
{
    [Theory]
    [InlineData("10.1.0.0/16:8443", "10.1.255.255", 8443, true)]
    [InlineData("10.1.0.0/16:8443", "10.2.0.0", 8443, false)]
    [InlineData("10.1.0.0/16:8443", "10.1.0.1", 443, false)]
    [InlineData("127.0.0.1:9000", "127.0.0.1", 9000, true)]
    [InlineData("127.0.0.1:9000", "127.0.0.2", 9000, false)]
    [InlineData("127.0.0.1:9000", "::ffff:127.0.0.1", 9000, false)]
    [InlineData("[::1]:9000", "::1", 9000, true)]
    [InlineData("[fd00::/8]:443", "fd12::1", 443, true)]
    [InlineData("[fd00::/8]:443", "fe80::1", 443, false)]
    public void A_network_counts_for_its_addresses_and_its_port_alone(string entry, string address, int port, bool allowed)
    {
        Assert.True(AllowedEndpoint.TryParse(entry, out var endpoint));
        Assert.Equal(allowed, endpoint!.Allows(IPAddress.Parse(address), port));
    }

    [Theory]
    [InlineData("receiver.internal:80", "receiver.internal", 80, true)]
    [InlineData("receiver.internal:80", "RECEIVER.internal", 80, true)]
    [InlineData("receiver.internal:80", "a.receiver.internal", 80, false)]
    [InlineData("receiver.internal:80", "receiver.internal", 81, false)]
    [InlineData("receiver.internal:80", "xreceiver.internal", 80, false)]
    public void A_name_counts_for_itself_and_its_port_alone(string entry, string host, int port, bool allowed)
    {
        Assert.True(AllowedEndpoint.TryParse(entry, out var endpoint));
        Assert.Equal(allowed, endpoint!.Allows(host, port));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("host")]
    [InlineData(":80")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+80")]
    [InlineData("host: 80")]
    [InlineData("*.internal:80")]
    [InlineData("*:80")]
    [InlineData("10.0.0.0/33:80")]
    [InlineData("10.1.2.3/16:80")]
    [InlineData("10.1:80")]
    [InlineData("0x7f000001:80")]
    [InlineData("http://host:80")]
    [InlineData("[host]:80")]
    public void Anything_else_is_not_an_entry(string? entry) => Assert.False(AllowedEndpoint.TryParse(entry, out _));
}
