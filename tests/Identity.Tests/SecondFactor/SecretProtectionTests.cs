using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Identity.SecondFactor;
using Options = Microsoft.Extensions.Options.Options;

namespace HiveFlow.Identity.Tests.SecondFactor;

public sealed class SecretProtectionTests : IDisposable
{
    private const string Ada = "0123456789abcdef01234567";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-factor-");
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(20);

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_secret_is_opened_for_its_person_and_purpose_alone()
    {
        using var protection = With(NewKey());
        var stored = protection.Protect(Ada, "totp", secret);

        Assert.True(protection.TryOpen(Ada, "totp", stored, out var opened));
        Assert.Equal(secret, opened);
        Assert.False(protection.TryOpen("0123456789abcdef01234568", "totp", stored, out _));
        Assert.False(protection.TryOpen(Ada, "other", stored, out _));
        Assert.NotEqual(stored, protection.Protect(Ada, "totp", secret));
        Assert.DoesNotContain(Base32.Encode(secret), stored, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_was_changed_in_it_opens_nothing()
    {
        using var protection = With(NewKey());
        var stored = protection.Protect(Ada, "totp", secret);

        for (var i = 0; i < stored.Length; i++)
        {
            var changed = stored[..i] + (stored[i] == 'A' ? 'B' : 'A') + stored[(i + 1)..];

            // The last digit of Base64 may hold bits that mean nothing.
            Assert.True(i == stored.Length - 1 || !protection.TryOpen(Ada, "totp", changed, out _), $"Changed at {i}.");
        }

        Assert.All(new[] { string.Empty, ".", "..", "1..", stored[..20], "2" + stored[1..] }, s => Assert.False(protection.TryOpen(Ada, "totp", s, out _)));
    }

    [Fact]
    public void An_older_key_still_opens_and_is_known_as_old()
    {
        var (older, newer) = (NewKey(), NewKey());
        using var before = With(older);
        using var after = With(newer, older);
        using var without = With(newer);
        var stored = before.Protect(Ada, "totp", secret);

        Assert.True(after.TryOpen(Ada, "totp", stored, out var opened));
        Assert.Equal(secret, opened);
        Assert.True(after.IsOld(stored));
        Assert.False(after.IsOld(after.Protect(Ada, "totp", secret)));
        Assert.False(without.TryOpen(Ada, "totp", stored, out _));
    }

    [Fact]
    public void A_key_is_made_once_in_the_folder_of_keys_for_its_owner_alone()
    {
        using var first = new SecretProtection(Options.Create(new IdentityOptions { KeysFolder = folder.FullName }));
        using var second = new SecretProtection(Options.Create(new IdentityOptions { KeysFolder = folder.FullName }));

        Assert.True(second.TryOpen(Ada, "totp", first.Protect(Ada, "totp", secret), out _));
        var file = Assert.Single(folder.GetFiles());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    [InlineData("c2hvcnQ=")]
    public void What_is_no_random_key_is_refused(string key)
    {
        var options = new IdentityOptions { KeysFolder = "keys", FactorKeys = [new Secret(key)] };

        Assert.Contains("FactorKeys", Assert.Single(new IdentityOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static SecretProtection With(params string[] keys) =>
        new(Options.Create(new IdentityOptions { FactorKeys = [.. keys.Select(k => new Secret(k))] }));
}
