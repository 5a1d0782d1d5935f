using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Identity.Tokens;

namespace HiveFlow.Identity.Tests.Tokens;

/// <summary>Tokens that differ from ours in one thing each; all of them are nothing.</summary>
public sealed class SignedTokenTests : IAsyncDisposable
{
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task The_forger_of_these_tests_makes_a_token_that_is_taken()
    {
        var token = Forge(_ => { }, _ => { });

        Assert.NotNull(await CheckAsync(token));
    }

    [Theory]
    [InlineData("typ", "JWT")]
    [InlineData("typ", "at+jwt")]
    [InlineData("kid", "0000000000000000")]
    [InlineData("alg", "ES384")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "none")]
    [InlineData("alg", "None")]
    public async Task A_token_with_another_header_is_refused(string field, string value) =>
        Assert.Null(await CheckAsync(Forge(header => header[field] = value, _ => { })));

    [Theory]
    [InlineData("typ")]
    [InlineData("kid")]
    [InlineData("alg")]
    public async Task A_token_without_a_header_field_is_refused(string field) =>
        Assert.Null(await CheckAsync(Forge(header => header.Remove(field), _ => { })));

    [Fact]
    public async Task A_token_with_critical_extensions_is_refused() =>
        Assert.Null(await CheckAsync(Forge(header => header["crit"] = new JsonArray("b64"), _ => { })));

    [Theory]
    [InlineData("iss", "http://elsewhere")]
    [InlineData("aud", "hiveflow:file")]
    [InlineData("sub", "")]
    [InlineData("jti", "")]
    public async Task A_token_with_another_claim_is_refused(string field, string value) =>
        Assert.Null(await CheckAsync(Forge(_ => { }, claims => claims[field] = value)));

    [Theory]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("sub")]
    [InlineData("jti")]
    [InlineData("exp")]
    [InlineData("nbf")]
    [InlineData("iat")]
    public async Task A_token_without_a_claim_is_refused(string field) =>
        Assert.Null(await CheckAsync(Forge(_ => { }, claims => claims.Remove(field))));

    [Theory]
    [InlineData("exp", -29, true)]
    [InlineData("exp", -31, false)]
    [InlineData("nbf", 29, true)]
    [InlineData("nbf", 31, false)]
    [InlineData("iat", 29, true)]
    [InlineData("iat", 31, false)]
    public async Task Clocks_may_differ_by_thirty_seconds(string claim, int offset, bool isTaken)
    {
        var token = Forge(_ => { }, claims => claims[claim] = identity.Clock.GetUtcNow().ToUnixTimeSeconds() + offset);

        Assert.Equal(isTaken, await CheckAsync(token) is not null);
    }

    [Fact]
    public async Task A_token_signed_by_another_key_under_our_key_id_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        Assert.Null(await CheckAsync(Forge(_ => { }, _ => { }, other)));
    }

    [Fact]
    public async Task A_token_that_brings_its_own_key_is_refused()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = other.ExportParameters(includePrivateParameters: false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };

        Assert.Null(await CheckAsync(Forge(header => header["jwk"] = jwk, _ => { }, other)));
    }

    [Fact]
    public async Task A_token_cut_off_anywhere_is_refused()
    {
        var token = Forge(_ => { }, _ => { });
        for (var length = 0; length < token.Length; length += 7)
        {
            Assert.Null(await CheckAsync(token[..length]));
        }
    }

    [Theory]
    [InlineData("jku", "https://example.com/keys")]
    [InlineData("x5u", "https://example.com/chain")]
    [InlineData("x5c", "MIIB")]
    [InlineData("jwk", "{}")]
    [InlineData("zip", "DEF")]
    public async Task A_token_that_points_to_a_key_elsewhere_is_refused_even_with_our_signature(string field, string value) =>
        Assert.Null(await CheckAsync(Forge(header => header[field] = value, _ => { })));

    [Fact]
    public async Task No_kind_of_token_stands_in_for_another()
    {
        var tokens = identity.Get<SignedTokens>();
        var purposes = Enum.GetValues<TokenPurpose>();
        var content = new SignedToken("id", "subject", identity.Clock.GetUtcNow() + TimeSpan.FromMinutes(5));
        foreach (var made in purposes)
        {
            var token = tokens.Create(made, content).Reveal();
            foreach (var asked in purposes)
            {
                Assert.Equal(made == asked, await tokens.CheckAsync(asked, token) is not null);
            }
        }
    }

    [Fact]
    public async Task A_token_says_what_it_was_given_and_its_claims_cannot_be_our_own()
    {
        var tokens = identity.Get<SignedTokens>();
        var ends = DateTimeOffset.FromUnixTimeSeconds(identity.Clock.GetUtcNow().ToUnixTimeSeconds() + 60);
        var content = new SignedToken("id", "subject", ends) { Claims = new Dictionary<string, string> { ["role"] = "member" } };

        var read = await tokens.CheckAsync(TokenPurpose.Invitation, tokens.Create(TokenPurpose.Invitation, content).Reveal());

        Assert.Equal(("id", "subject", ends, "member"), (read!.Id, read.Subject, read.ExpiresAt, read.Claims["role"]));
        var own = content with { Claims = new Dictionary<string, string> { ["aud"] = "hiveflow:session" } };
        Assert.Throws<ArgumentException>(() => tokens.Create(TokenPurpose.Invitation, own));
    }

    private async Task<SignedToken?> CheckAsync(string token) => await identity.Get<SignedTokens>().CheckAsync(TokenPurpose.Session, token);

    private string Forge(Action<JsonObject> header, Action<JsonObject> claims, ECDsa? key = null)
    {
        var ours = identity.Get<SigningKeys>().Current;
        var now = identity.Clock.GetUtcNow().ToUnixTimeSeconds();
        var head = new JsonObject { ["alg"] = "ES256", ["kid"] = ours.KeyId, ["typ"] = "hiveflow-session+jwt" };
        var body = new JsonObject
        {
            ["iss"] = "http://localhost:3001",
            ["aud"] = "hiveflow:session",
            ["sub"] = "0123456789abcdef01234567",
            ["jti"] = "0123456789abcdef0123456789abcdef",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + 3600,
        };
        header(head);
        claims(body);
        var signed = $"{Text(head)}.{Text(body)}";
        var signature = (key ?? ours.ECDsa).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        var isNone = head["alg"]?.GetValue<string>() is "none" or "None";
        return $"{signed}.{(isNone ? string.Empty : Base64Url.EncodeToString(signature))}";
    }

    private static string Text(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
