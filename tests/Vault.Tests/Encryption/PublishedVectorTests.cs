using HiveFlow.Vault.Encryption;

namespace HiveFlow.Vault.Tests.Encryption;

/// <summary>Vectors of Wycheproof (C2SP): aes_gcm_test, 256-bit keys and 128-bit IVs, and pbkdf2_hmacsha512_test.</summary>
public sealed class PublishedVectorTests
{
    private const string CounterWrapKey = "00112233445566778899aabbccddeeff102132435465768798a9bacbdcedfe0f";

    [Theory]
    [InlineData(CounterWrapKey, "5c2ea9b695fcf6e264b96074d6bfa572", "00000000000000000000000000000000000000000000000000000000000000000000000000000000", "28e1c5232f4ee8161dbe4c036309e0b3254e9212bef0a93431ce5e5604c8f6a73c18a3183018b770", "d5808a1bd11a01129bf3c6919aff2339")]
    [InlineData(CounterWrapKey, "57b3a81f2c36b6b06577ca0fbab8fa8e", "00000000000000000000000000000000000000000000000000000000000000000000000000000000", "cceebeb4fe4cd90c514e52d2327a2ecd75393661006cf2476d8620149aef3d1cdce491fff3e7a7a3", "8132e865b69d64ef37db261f80cbbe24")]
    [InlineData(CounterWrapKey, "ce20a7e870696a5e68533c465bad2ba1", "00000000000000000000000000000000000000000000000000000000000000000000000000000000", "4f4350565d91d9aa8c5f4048550492ad6d6fdabf66da5d1e2af7bfe1a8aadaa0baa3de38a41d9713", "155da6441ec071ef2d8e6cffbacc1c7c")]
    [InlineData(CounterWrapKey, "918e3c19dbdfee2db18156c5b93f3d75", "00000000000000000000000000000000000000000000000000000000000000000000000000000000", "8316a53167b6de1a7575700693ffef274f4350565d91d9aa8c5f4048550492ad6d6fdabf66da5d1e", "6c574aa6a2490cc3b2f2f8f0ffbc56c4")]
    [InlineData(CounterWrapKey, "ecd52120af240e9b4bf3b9d1eeb49434", "00000000000000000000000000000000000000000000000000000000000000000000000000000000", "36b3fbecd09178d04527fb37544f5579d20d60a41266f685c48098e1a52804ca387d90709d3268dd", "033e0ef2953ebfd8425737c7d393f89a")]
    [InlineData(CounterWrapKey, "00000000000000000000000000000000", "8d74f1c97243d362577ff376c393d2dc", "265c42e2b96ea1de9c24f7182e337390", "00000000000000000000000000000000")]
    [InlineData(CounterWrapKey, "ffffffffffffffffffffffffffffffff", "884df0e76f3ce227bf9595d103825a46", "988f47668ea650cbaa6714711abe268d", "ffffffffffffffffffffffffffffffff")]
    [InlineData("b4cd11db0b3e0b9b34eafd9fe027746976379155e76116afde1b96d21298e34f", "00c49f4ebb07393f07ebc3825f7b0830", "", "", "306fe8c9645cc849823e333a685b90b2")]
    [InlineData("b7797eb0c1a6089ad5452d81fdb14828c040ddc4589c32b565aad8cb4de3e4a0", "0ad570d8863918fe89124e09d125a271", "ed", "3f", "fd8f593b83314e33c5a72efbeb7095e8")]
    [InlineData("4c010d9561c7234c308c01cea3040c925a9f324dc958ff904ae39b37e60e1e03", "2a55caa137c5b0b66cf3809eb8f730c4", "2a093c9ed72b8ff4994201e9f9e010", "041341078f0439e50b43c991635117", "5b8a2f2da20ef657c903da88ef5f57bb")]
    [InlineData("e7f7a48df99edd92b81f508618aa96526b279debd9ddb292d385ddbae80b2259", "7ee376910f08f497aa6c3aa7113697fd", "5e51dbbb861b5ec60751c0996e00527f", "469478d448f7e97d755541aa09ad95b0", "254ada5cf662d90c5e11b2bd9c4db4c4")]
    [InlineData("4f84782bfbb64a973c3de3dcfa3430367fd68bc0b4c3b31e5d7c8141ba3e6a67", "5d1bde6fa0994b33efd8f23f531248a7", "78cb6650a1908a842101ea85804fed00cc56fbdafafba0ef4d1ca607dcae57b6", "cb960201fa5ad41d41d1c2c8037c71d52b72e76b16b589d71b976627c9734c9d", "8dfce16467c3a6ebb3e7242c9a551962")]
    public void Aes_256_gcm_with_a_16_byte_iv_gives_what_was_published(string key, string vector, string message, string ciphertext, string tag)
    {
        var sealedBytes = AesGcm256.Encrypt(Hex(key), Hex(vector), [], Hex(message));

        Assert.Equal(ciphertext + tag, Convert.ToHexStringLower(sealedBytes));
        Assert.Equal(message, Convert.ToHexStringLower(AesGcm256.Decrypt(Hex(key), Hex(vector), [], sealedBytes)!));
    }

    [Theory]
    [InlineData("5a30673349567272", "84bbd18de5ec10ff", 42, "d1b8e64e3b67a548c8bda3118eab1bc3f81b4cc9ead842eda18f6685533c2c7f4f49b8c7a78fea13b776")]
    [InlineData("4939745242645168", "0a3bb93c0de86a174ab005b8089706ab", 42, "8c9a9843f6c108ad5b95d872bd93f1afd8001871e24ae03100ab33a47b3bf923de1e0bb4a95985563a87")]
    [InlineData("8423ec7ea4ca4b03", "8dfae85c9f2072ae", 16, "196cb574f499f6e20cd00a4eb0f70d4a")]
    [InlineData("ffffffffffffffff", "8a359634423ed028", 16, "f0bdbf5507d74ab49ee220500107d69f")]
    [InlineData("", "1a71e2118c9fbcc9", 32, "580ad63c3ade95c330d57e32af17fd342457fb0289b5d74c2d01ee109293bbdb")]
    [InlineData("9e9d7c166ad3bec856fe5d15d3aacbc53c", "200bba668b2010b1968b82091848937c", 16, "6320a1e2cc157e09607d4fc9a4ae3269")]
    public void Pbkdf2_with_sha_512_gives_what_was_published(string password, string salt, int length, string derived) =>
        Assert.Equal(derived, Convert.ToHexStringLower(KeyDerivation.Derive(Hex(password), Hex(salt), 4096, length)));

    [Fact]
    public void A_ciphertext_that_was_changed_anywhere_is_refused()
    {
        var (key, vector, aad) = (Hex(CounterWrapKey), Hex("57b3a81f2c36b6b06577ca0fbab8fa8e"), "place"u8.ToArray());
        var good = AesGcm256.Encrypt(key, vector, aad, "secret"u8);
        for (var i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= 1;
            Assert.Null(AesGcm256.Decrypt(key, vector, aad, bad));
        }

        Assert.Null(AesGcm256.Decrypt(key, vector, "other"u8.ToArray(), good));
        Assert.Null(AesGcm256.Decrypt(key, vector, aad, good.AsSpan(0, 10)));
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text);
}
