using HiveFlow.Identity.Devices;

namespace HiveFlow.Identity.Tests.Devices;

public sealed class DeviceCodesTests
{
    [Fact]
    public void A_user_code_has_34_bits_of_letters_that_look_like_no_others()
    {
        var codes = Enumerable.Range(0, 2_000).Select(_ => DeviceCodes.NewUserCode()).ToList();

        Assert.All(codes, code => Assert.Matches("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$", code));
        Assert.Equal(codes.Count, codes.Distinct().Count());
        Assert.Equal(20, codes.SelectMany(code => code.Replace("-", string.Empty, StringComparison.Ordinal)).Distinct().Count());
        Assert.True(Math.Pow(20, 8) >= Math.Pow(2, 34));
    }

    [Fact]
    public void A_device_code_has_256_random_bits()
    {
        var codes = Enumerable.Range(0, 100).Select(_ => DeviceCodes.NewDeviceCode()).ToList();

        Assert.All(codes, code => Assert.True(DeviceCodes.IsDeviceCode(code)));
        Assert.All(codes, code => Assert.Matches("^[A-Za-z0-9_-]{43}$", code));
        Assert.Equal(codes.Count, codes.Distinct().Count());
    }

    [Theory]
    [InlineData("BCDF-GHJK", "BCDF-GHJK")]
    [InlineData("bcdfghjk", "BCDF-GHJK")]
    [InlineData(" bcdf ghjk ", "BCDF-GHJK")]
    [InlineData("BCDF\u2011GHJK", "BCDF-GHJK")]
    [InlineData("BCDF-GHJA", null)]
    [InlineData("BCDF-GHJ1", null)]
    [InlineData("BCDF-GHJ", null)]
    [InlineData("BCDF-GHJKL", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("B                                                   CDFGHJK", null)]
    public void A_user_code_is_read_however_it_is_typed(string? typed, string? code) => Assert.Equal(code, DeviceCodes.ReadUserCode(typed));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA+")]
    public void Another_form_is_no_device_code(string? text) => Assert.False(DeviceCodes.IsDeviceCode(text));

    [Fact]
    public void A_sealed_key_is_opened_by_its_device_code_alone()
    {
        var (mine, other) = (DeviceCodes.NewDeviceCode(), DeviceCodes.NewDeviceCode());
        var sealedKey = KeySeal.Close(mine, "hf_secret");

        Assert.Equal("hf_secret", KeySeal.Open(mine, sealedKey));
        Assert.NotEqual(sealedKey, KeySeal.Close(mine, "hf_secret"));
        Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => KeySeal.Open(other, sealedKey));
        for (var i = 0; i < Convert.FromBase64String(sealedKey).Length; i++)
        {
            var changed = Convert.FromBase64String(sealedKey);
            changed[i] ^= 1;
            Assert.ThrowsAny<System.Security.Cryptography.CryptographicException>(() => KeySeal.Open(mine, Convert.ToBase64String(changed)));
        }
    }
}
