using HiveFlow.Outgoing.Requests;

namespace HiveFlow.Outgoing.Tests.Requests;

public sealed class OutgoingUrlTests
{
    [Theory]
    [InlineData("http://example.com", "example.com", 80)]
    [InlineData("HTTPS://Example.com:8443/a?b#c", "example.com", 8443)]
    [InlineData("http://93.184.216.34/", "93.184.216.34", 80)]
    [InlineData("http://[2606:4700::1111]:81/", "2606:4700::1111", 81)]
    [InlineData("http://bücher.example/", "xn--bcher-kva.example", 80)]
    [InlineData("http://example.com/a%2fb?next=http://user@other/", "example.com", 80)]
    [InlineData("http://under_score.example/", "under_score.example", 80)]
    public void An_ordinary_address_is_taken(string text, string host, int port)
    {
        var url = OutgoingUrl.Parse(text);

        Assert.True(url.IsSuccess);
        Assert.Equal(host, url.Value.IdnHost);
        Assert.Equal(port, url.Value.Port);
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.com")]
    [InlineData("//example.com")]
    [InlineData("/path")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("data:text/plain,x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http:example.com")]
    [InlineData("http:/example.com")]
    [InlineData("http:///example.com")]
    [InlineData("http://")]
    [InlineData("http://?x")]
    [InlineData(" http://example.com/")]
    [InlineData("http://example.com/ ")]
    [InlineData("http://exa mple.com/")]
    [InlineData("http://example.com/a\r\nHost: other")]
    [InlineData("http://example.com/\t")]
    [InlineData("http://example.com/\0")]
    [InlineData("http://example.com/\u0085")]
    [InlineData("http://example.com\\@other.example/")]
    [InlineData("http:\\\\example.com/")]
    [InlineData("http://user@example.com/")]
    [InlineData("http://user:password@example.com/")]
    [InlineData("http://@example.com/")]
    [InlineData("http://example.com:80@other.example/")]
    [InlineData("http://exam%70le.com/")]
    [InlineData("http://127.0.0.1%00.example.com/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fe80::1%3]/")]
    [InlineData("http://[::1/")]
    [InlineData("http://::1/")]
    [InlineData("http://[127.0.0.1]/")]
    [InlineData("http://example.com:0/")]
    [InlineData("http://example.com:65536/")]
    [InlineData("http://example.com:-1/")]
    [InlineData("http://example.com:8o/")]
    [InlineData("http://example.com./")]
    [InlineData("http://127.0.0.1./")]
    public void What_is_not_plainly_one_address_is_refused(string text) => Assert.False(OutgoingUrl.Parse(text).IsSuccess);

    [Theory]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://127.0.0.01/")]
    [InlineData("http://1.2.3.4.5/")]
    [InlineData("http://999.1.1.1/")]
    [InlineData("http://example.0x7f/")]
    [InlineData("http://example.1/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://\uff11\uff12\uff17.0.0.1/")]
    [InlineData("http://①②⑦.0.0.1/")]
    public void A_number_that_is_no_dotted_quad_is_refused(string text) => Assert.False(OutgoingUrl.Parse(text).IsSuccess);

    [Fact]
    public void An_address_of_more_than_8192_characters_is_refused()
    {
        Assert.True(OutgoingUrl.Parse("http://a.example/".PadRight(8192, 'x')).IsSuccess);
        Assert.False(OutgoingUrl.Parse("http://a.example/".PadRight(8193, 'x')).IsSuccess);
    }

    [Theory]
    [InlineData("/b", "https://a.example/b")]
    [InlineData("b?c=d", "https://a.example/x/b?c=d")]
    [InlineData("//b.example/c", "https://b.example/c")]
    [InlineData("http://b.example:81/", "http://b.example:81/")]
    public void A_location_is_resolved_against_the_address_it_came_from(string location, string expected) =>
        Assert.Equal(expected, OutgoingUrl.Resolve(new Uri("https://a.example/x/y"), location).Value!.AbsoluteUri);

    [Theory]
    [InlineData("//user@b.example/")]
    [InlineData("http://user@b.example/")]
    [InlineData("http://2130706433/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://b.example\\@c.example/")]
    public void A_location_is_read_as_strictly_as_an_address(string location) =>
        Assert.False(OutgoingUrl.Resolve(new Uri("https://a.example/x/y"), location).IsSuccess);
}
