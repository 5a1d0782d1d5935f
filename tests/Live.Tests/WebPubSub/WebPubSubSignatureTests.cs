using HiveFlow.Live.WebPubSub;

namespace HiveFlow.Live.Tests.WebPubSub;

public sealed class WebPubSubSignatureTests
{
    // HMAC-SHA256 in hex, by `printf '%s' connection-1 | openssl dgst -sha256 -hmac KEY`.
    private const string Primary = "0f9d2798c337e3c37a68fa07f6e38239eaa0cfd5ae42e66f4d3106a93ab604d5";
    private const string Secondary = "252d860bbd1bc1ef067e609aa4d2b3709cc896a09a8796ee682718aaa99fd573";
    private static readonly string[] Keys = ["primary-access-key", "secondary-access-key"];

    [Theory]
    [InlineData($"sha256={Primary},sha256={Secondary}")]
    [InlineData($"sha256=0000000000000000000000000000000000000000000000000000000000000000, sha256={Secondary}")]
    [InlineData($"sha256={Primary}")]
    public void One_good_signature_is_enough(string header) => Assert.True(WebPubSubSignature.IsGood(header, "connection-1", Keys));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData(Primary)]
    [InlineData($"sha1={Primary}")]
    [InlineData($"sha256={Primary}00")]
    [InlineData("sha256=zz")]
    public void Everything_else_is_none(string? header) => Assert.False(WebPubSubSignature.IsGood(header, "connection-1", Keys));

    [Fact]
    public void A_signature_is_good_for_its_connection_and_key_alone()
    {
        Assert.False(WebPubSubSignature.IsGood($"sha256={Primary}", "connection-2", Keys));
        Assert.False(WebPubSubSignature.IsGood($"sha256={Primary}", "connection-1", Keys[1..]));
        Assert.False(WebPubSubSignature.IsGood($"sha256={Primary}", "connection-1", []));
    }
}
