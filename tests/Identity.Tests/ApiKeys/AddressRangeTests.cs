using System.Net;
using HiveFlow.Identity.ApiKeys;

namespace HiveFlow.Identity.Tests.ApiKeys;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("192.0.2.7/24", "192.0.2.0/24")]
    [InlineData("10.255.255.255/9", "10.128.0.0/9")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("2001:0db8:0000::ffff/33", "2001:db8::/33")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7/120", "192.0.2.0/24")]
    [InlineData("::/0", "::/0")]
    public void A_range_has_one_form(string text, string form)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        Assert.Equal(form, range.ToString());
        Assert.True(AddressRange.TryParse(range.ToString(), out var again));
        Assert.Equal(form, again.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("256.0.0.1")]
    [InlineData("192.0.2.0/33")]
    [InlineData("192.0.2.0/-1")]
    [InlineData("192.0.2.0/")]
    [InlineData("192.0.2.0/24/1")]
    [InlineData("192.0.2.0/ 24")]
    [InlineData(" 192.0.2.0")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:192.0.2.0/95")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("localhost")]
    [InlineData("example.com/24")]
    public void What_could_be_read_in_two_ways_or_none_is_no_range(string? text) => Assert.False(AddressRange.TryParse(text, out _));

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.255", true)]
    [InlineData("192.0.2.0/24", "192.0.3.0", false)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.9", true)]
    [InlineData("192.0.2.0/24", "2001:db8::1", false)]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.9", true)]
    [InlineData("2001:db8::/32", "2001:db8:ffff::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "192.0.2.1", false)]
    public void A_range_holds_the_addresses_of_its_prefix_and_family(string text, string address, bool isIn)
    {
        Assert.True(AddressRange.TryParse(text, out var range));
        Assert.Equal(isIn, range.Contains(IPAddress.Parse(address)));
    }
}
