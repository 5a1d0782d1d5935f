using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.Tests.Sessions;

/// <summary>Tokens that differ from ours in one thing each; all of them are nothing.</summary>
public sealed class SessionTokenTests : IAsyncDisposable
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

    [Fact]
    public async Task Signing_keys_are_made_once_and_readable_by_their_owner_alone()
    {
        await identity.NewPersonAsync();
        identity.NewInstance().GetService(typeof(SigningKeys));

        var file = Assert.Single(Directory.GetFiles(identity.KeysFolder));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_new_signing_key_logs_nobody_out()
    {
        identity.Get<SigningKeys>();
        identity.Clock.Advance(TimeSpan.FromDays(90));
        var session = await identity.NewPersonAsync();

        identity.Clock.Advance(TimeSpan.FromMinutes(1));
        var next = identity.NewInstance();

        Assert.Equal(2, ((SigningKeys)next.GetService(typeof(SigningKeys))!).Count);
        Assert.True((await identity.AuthenticateAsync(session.Token.Reveal(), instance: next)).IsSuccess);
    }

    private async Task<(string, string)?> CheckAsync(string token) => await identity.Get<SessionTokens>().CheckAsync(token);

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
