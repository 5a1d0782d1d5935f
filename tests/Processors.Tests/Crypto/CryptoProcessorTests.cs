using HiveFlow.Processors.Crypto;
using HiveFlow.Processors.Tests.Credentials;
using HiveFlow.Vault.Credentials;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Processors.Tests.Crypto;

public sealed class CryptoProcessorTests
{
    private readonly CryptoProcessor _crypto = new(new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(0x017F22E279B0)));

    // FIPS 180-4: the examples for "abc" that NIST publishes.
    [Theory]
    [InlineData("""{"operation":"hash"}""", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("""{"operation":"hash","encoding":"base64"}""", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")]
    [InlineData("""{"operation":"hash","encoding":"base64url"}""", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0")]
    [InlineData("""{"operation":"hash","value":"616263","valueEncoding":"hex"}""", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("""{"operation":"hash","value":"YWJj","valueEncoding":"base64"}""", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("""{"operation":"hash","algorithm":"sha384"}""", "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")]
    [InlineData("""{"operation":"hash","algorithm":"sha512"}""", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")]
    public void A_hash_is_the_published_one(string settings, string expected) => Assert.Equal(expected, _crypto.Run(settings, "\"abc\"").Output.GetString());

    // RFC 4231, test case 2.
    [Theory]
    [InlineData("sha256", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    [InlineData("sha384", "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649")]
    [InlineData("sha512", "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737")]
    public async Task A_keyed_hash_is_the_published_one(string algorithm, string expected)
    {
        var step = Step.With($$"""{"operation":"hmac","algorithm":"{{algorithm}}"}""", "\"what do ya want for nothing?\"")
            .With(OpenCredential.Named("signing", """{"secret":"Jefe"}""", "example.com"));

        Assert.Equal(expected, (await _crypto.RunAsync(step, default)).Output.GetString());
    }

    [Theory]
    [InlineData("""{"secret":"4a656665","encoding":"hex"}""")]
    [InlineData("""{"secret":"SmVmZQ==","encoding":"base64"}""")]
    [InlineData("""{"secret":"whsec_SmVmZQ=="}""")]
    public async Task A_secret_is_read_as_its_encoding_says(string data)
    {
        var step = Step.With("""{"operation":"hmac"}""", "\"what do ya want for nothing?\"").With(OpenCredential.Named("signing", data, "example.com"));

        Assert.StartsWith("5bdcc146", (await _crypto.RunAsync(step, default)).Output.GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keyed_hash_needs_a_credential_of_its_type_whose_secret_can_be_read()
    {
        var step = Step.With("""{"operation":"hmac"}""", "\"x\"");

        Step.AssertSettingFault("credentialId", await _crypto.RunAsync(step, default));
        Step.AssertSettingFault("credentialId", await _crypto.RunAsync(step.With(OpenCredential.Named("signing", """{"secret":"zz","encoding":"hex"}""", "a.example")), default));
        var wrong = await _crypto.RunAsync(step.With(OpenCredential.Named("bearer", """{"token":"t"}""", "a.example")), default);
        Assert.Equal(CredentialErrors.WrongTypeCode, wrong.Error!.Code);
    }

    [Fact]
    public void A_UUID_is_random_or_begins_with_the_time()
    {
        var random = _crypto.Run("""{"operation":"uuid"}""").Output.GetString();
        var timed = _crypto.Run("""{"operation":"uuid","version":7}""").Output.GetString();

        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", random);
        Assert.Matches("^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", timed);
        Assert.NotEqual(random, _crypto.Run("""{"operation":"uuid"}""").Output.GetString());
    }

    [Theory]
    [InlineData("""{"operation":"random","length":4}""", "^[0-9a-f]{8}$")]
    [InlineData("""{"operation":"random","encoding":"base64url"}""", "^[A-Za-z0-9_-]{43}$")]
    public void Random_bytes_come_out_as_asked(string settings, string pattern) => Assert.Matches(pattern, _crypto.Run(settings).Output.GetString());

    [Theory]
    [InlineData("{}", "operation")]
    [InlineData("""{"operation":"hash","algorithm":"md5"}""", "algorithm")]
    [InlineData("""{"operation":"hash","algorithm":"sha1"}""", "algorithm")]
    [InlineData("""{"operation":"hash","value":"xyz","valueEncoding":"hex"}""", "value")]
    [InlineData("""{"operation":"hash","encoding":"utf8"}""", "encoding")]
    [InlineData("""{"operation":"random","length":0}""", "length")]
    [InlineData("""{"operation":"random","length":1025}""", "length")]
    [InlineData("""{"operation":"uuid","version":5}""", "version")]
    public void What_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _crypto.Run(settings));
}
