using System.Security.Cryptography;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Id tokens that are wrong in one way each, from a provider that is right in everything else.</summary>
public sealed class ForgedTokenTests(SignInHost host) : IClassFixture<SignInHost>
{
    private static readonly StubToken Foreign = new();

    public static TheoryData<string> Kinds => [.. Forgeries.Keys];

    private static readonly Dictionary<string, Func<StubToken, Dictionary<string, object?>, string>> Forgeries = new()
    {
        ["no signature"] = (_, claims) => StubToken.Unsigned(claims),
        ["HS256 with the public key as secret"] = (key, claims) => key.Hash(key.PublicPem, claims),
        ["HS256 with the client's secret"] = (key, claims) => key.Hash(System.Text.Encoding.UTF8.GetBytes(StubProvider.ClientSecret), claims),
        ["another key under the same id"] = (_, claims) => Foreign.Sign(claims),
        ["an unknown key id"] = (key, claims) => key.Sign(new Dictionary<string, object?> { ["alg"] = "RS256", ["kid"] = "two" }, claims),
        ["a key of its own in the header"] = (_, claims) => Foreign.Sign(new Dictionary<string, object?> { ["alg"] = "RS256", ["kid"] = "one", ["jwk"] = Foreign.Jwk }, claims),
        ["a critical header"] = (key, claims) => key.Sign(new Dictionary<string, object?> { ["alg"] = "RS256", ["kid"] = "one", ["crit"] = new[] { "exp" } }, claims),
        ["another algorithm's name"] = (key, claims) => key.Sign(new Dictionary<string, object?> { ["alg"] = "RS384", ["kid"] = "one" }, claims),
        ["another audience"] = With("aud", "somebody else"),
        ["several audiences without azp"] = With("aud", new[] { StubProvider.ClientId, "somebody else" }),
        ["another authorized party"] = With("azp", "somebody else"),
        ["another issuer"] = With("iss", "https://accounts.google.com"),
        ["another nonce"] = With("nonce", Convert.ToHexString(RandomNumberGenerator.GetBytes(16))),
        ["no nonce"] = With("nonce", null),
        ["no subject"] = With("sub", null),
        ["an empty subject"] = With("sub", ""),
        ["no expiry"] = Without("exp"),
        ["no time of issue"] = Without("iat"),
        ["expired"] = (key, claims) => key.Sign(Shifted(claims, -331)),
        ["from the future"] = (key, claims) => key.Sign(Shifted(claims, 60)),
        ["made long ago, valid for long"] = (key, claims) => key.Sign(new Dictionary<string, object?>(claims) { ["iat"] = (long)claims["iat"]! - 3600 }),
        ["no token at all"] = (_, _) => "not.a.token",
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_forged_token_is_refused(string kind)
    {
        host.Stub.Is("forged", host.NewEmail());
        host.Stub.Forge = claims => Forgeries[kind](host.Stub.Key, claims);

        Assert.Equal("provider_answer_invalid", await host.RefusedAsync("google"));
    }

    [Theory]
    [InlineData(-325)]
    [InlineData(25)]
    public async Task Clocks_may_differ_by_half_a_minute(int seconds)
    {
        host.Stub.Is($"skewed{seconds}", host.NewEmail());
        host.Stub.Forge = claims => host.Stub.Key.Sign(Shifted(claims, seconds));

        await host.LogInAsync("google");
    }

    [Fact]
    public async Task Several_audiences_with_us_as_the_authorized_party_are_fine()
    {
        host.Stub.Is("several", host.NewEmail());
        host.Stub.Forge = claims => host.Stub.Key.Sign(new Dictionary<string, object?>(claims)
        {
            ["aud"] = new[] { "somebody else", StubProvider.ClientId },
            ["azp"] = StubProvider.ClientId,
        });

        await host.LogInAsync("google");
    }

    [Fact]
    public async Task A_new_key_is_read_once_and_strangers_cannot_make_us_read_more_often()
    {
        host.Stub.Is("rolled", host.NewEmail());
        await host.LogInAsync("google");
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        var before = host.Stub.Readings;
        host.Stub.Key = new StubToken { KeyId = "rolled over" };

        await host.LogInAsync("google");
        Assert.Equal(before + 1, host.Stub.Readings);

        host.Stub.Forge = claims => host.Stub.Key.Sign(new Dictionary<string, object?> { ["alg"] = "RS256", ["kid"] = Guid.NewGuid().ToString() }, claims);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("provider_answer_invalid", await host.RefusedAsync("google"));
        }

        Assert.Equal(before + 1, host.Stub.Readings);
        host.Stub.Key = new StubToken();
        host.Clock.Advance(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task A_redirect_by_another_issuer_is_refused()
    {
        host.Stub.Is("mixed up", host.NewEmail());
        host.Stub.Redirect = query => query["iss"] = "https://evil.example";
        Assert.Equal("provider_answer_invalid", await host.RefusedAsync("google"));
        host.Stub.Redirect = query => query.Remove("iss");
        Assert.Equal("provider_answer_invalid", await host.RefusedAsync("google"));
        host.Stub.Redirect = query => query["iss"] = "https://evil.example";
        Assert.Equal("provider_answer_invalid", await host.RefusedAsync("github"));
        host.Stub.Redirect = query =>
        {
            query.Remove("code");
            query["error"] = "access_denied";
        };
        Assert.Equal("provider_refused", await host.RefusedAsync("google"));
        host.Stub.Redirect = null;
    }

    private static Func<StubToken, Dictionary<string, object?>, string> With(string claim, object? value) =>
        (key, claims) => key.Sign(new Dictionary<string, object?>(claims) { [claim] = value });

    private static Func<StubToken, Dictionary<string, object?>, string> Without(string claim) =>
        (key, claims) => key.Sign(claims.Where(c => c.Key != claim).ToDictionary());

    private static Dictionary<string, object?> Shifted(Dictionary<string, object?> claims, long seconds) => new(claims)
    {
        ["iat"] = (long)claims["iat"]! + seconds,
        ["exp"] = (long)claims["exp"]! + seconds,
    };
}
