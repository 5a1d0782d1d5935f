using System.Text;
using HiveFlow.Triggers.Signatures;

namespace HiveFlow.Triggers.Tests.Signatures;

/// <summary>The test vectors that the senders publish, and what attackers try.</summary>
public sealed class SignatureCheckTests
{
    // docs.github.com, "Validating webhook deliveries".
    private const string GitHubSecret = "It's a Secret to Everybody";
    private const string GitHubSignature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    // docs.slack.dev, "Verifying requests from Slack".
    private const string SlackSecret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string SlackBody = "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        + "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
        + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    // github.com/standard-webhooks/standard-webhooks, the libraries' common vector.
    private const string StandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void GitHubs_published_vector_is_right_and_every_change_of_it_is_wrong()
    {
        Assert.Null(Check("github", [GitHubSecret], "Hello, World!", 0, ("X-Hub-Signature-256", GitHubSignature)));
        Assert.NotNull(Check("github", ["another secret"], "Hello, World!", 0, ("X-Hub-Signature-256", GitHubSignature)));
        Assert.NotNull(Check("github", [GitHubSecret], "Hello, World?", 0, ("X-Hub-Signature-256", GitHubSignature)));
        Assert.NotNull(Check("github", [GitHubSecret], "Hello, World!", 0));
        for (var length = 0; length < GitHubSignature.Length; length++)
        {
            Assert.NotNull(Check("github", [GitHubSecret], "Hello, World!", 0, ("X-Hub-Signature-256", GitHubSignature[..length])));
        }
    }

    [Fact]
    public void One_of_several_secrets_is_enough() =>
        Assert.Null(Check("github", ["the next one", GitHubSecret], "Hello, World!", 0, ("X-Hub-Signature-256", GitHubSignature)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Slacks_published_vector_is_right_as_long_as_it_is_fresh(int secondsLater, bool isRight) => Assert.Equal(isRight, Check(
        "slack", [SlackSecret], SlackBody, 1531420618 + secondsLater,
        ("X-Slack-Signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
        ("X-Slack-Request-Timestamp", "1531420618")) is null);

    [Theory]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", true)]
    [InlineData("v1,AAAA v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", true)]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", false)]
    [InlineData("v1,", false)]
    public void The_vector_of_Standard_Webhooks_is_right(string signature, bool isRight) => Assert.Equal(isRight, Check(
        "standard", [StandardSecret], "{\"test\": 2432232314}", 1614265330,
        ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"), ("webhook-timestamp", "1614265330"), ("webhook-signature", signature)) is null);

    [Theory]
    [InlineData("t=1614265330", false)]
    [InlineData("v1=00", false)]
    [InlineData("", false)]
    [InlineData("t=1614265330,v1=zz", false)]
    public void A_signature_of_Stripe_that_lacks_a_part_is_wrong(string value, bool isRight) =>
        Assert.Equal(isRight, Check("stripe", ["whsec_test_secret"], "{}", 1614265330, ("Stripe-Signature", value)) is null);

    private static string? Check(string scheme, string[] secrets, string body, long now, params (string Name, string Value)[] headers) => SignatureCheck.Fault(
        new SignatureRule { Scheme = scheme },
        secrets,
        name => headers.Where(h => h.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value).SingleOrDefault(),
        Encoding.UTF8.GetBytes(body),
        DateTimeOffset.FromUnixTimeSeconds(now));
}
