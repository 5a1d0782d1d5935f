using HiveFlow.Outgoing.Requests;

namespace HiveFlow.Outgoing.Tests.Requests;

public sealed class HeaderRulesTests
{
    [Theory]
    [InlineData("X-A", "b\r\nHost: other")]
    [InlineData("X-A", "b\rc")]
    [InlineData("X-A", "b\nc")]
    [InlineData("X-A", "b\0c")]
    [InlineData("X-A", "b\u007fc")]
    [InlineData("X-A", "ü")]
    [InlineData("X-A\r\nX-B", "c")]
    [InlineData("X A", "c")]
    [InlineData("X:A", "c")]
    [InlineData("", "c")]
    [InlineData("Ü", "c")]
    public void A_header_that_could_end_its_line_is_refused(string name, string value) => Assert.NotNull(HeaderRules.Fault([new(name, value)]));

    [Theory]
    [InlineData("Host")]
    [InlineData("content-LENGTH")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("TE")]
    [InlineData("Trailer")]
    [InlineData("Upgrade")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Expect")]
    [InlineData("Accept-Encoding")]
    public void Framing_and_hop_by_hop_headers_are_refused(string name) => Assert.NotNull(HeaderRules.Fault([new(name, "x")]));

    [Fact]
    public void Ordinary_headers_are_taken() =>
        Assert.Null(HeaderRules.Fault([new("Authorization", "Bearer abc"), new("X-Trace", "a\tb c"), new("Content-Type", "text/plain"), new("Empty", "")]));

    [Fact]
    public void More_than_64_headers_are_refused()
    {
        var headers = Enumerable.Range(0, 65).Select(i => new KeyValuePair<string, string>($"X-{i}", "v")).ToList();

        Assert.NotNull(HeaderRules.Fault(headers));
        Assert.Null(HeaderRules.Fault(headers[..64]));
    }

    [Fact]
    public void Headers_over_32_KiB_together_are_refused() => Assert.NotNull(HeaderRules.Fault([new("X-A", new string('a', 32 * 1024))]));
}
