using HiveFlow.Identity.Passwords;

namespace HiveFlow.Identity.Tests.Passwords;

public sealed class PasswordHashTests
{
    [Fact]
    public void A_hash_names_its_parameters_and_takes_its_own_secret_alone()
    {
        var hash = PasswordHash.Create("correct horse");

        Assert.StartsWith("$argon2id$v=19$m=19456,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.True(PasswordHash.Verify("correct horse", hash));
        Assert.False(PasswordHash.Verify("correct horsf", hash));
        Assert.NotEqual(hash, PasswordHash.Create("correct horse"));
        Assert.False(PasswordHash.NeedsRehash(hash));
    }

    [Fact]
    public void A_hash_of_weaker_parameters_wants_to_be_made_again()
    {
        var weak = PasswordHash.Create("x").Replace("m=19456,t=2", "m=8192,t=1", StringComparison.Ordinal);

        Assert.True(PasswordHash.NeedsRehash(weak));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("$argon2i$v=19$m=19456,t=2,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=16$m=19456,t=2,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=19456,t=99,p=1$AAAA$AAAA")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=4$AAAA$AAAA")]
    public void What_is_no_hash_of_ours_is_an_error_and_never_a_match(string hash) =>
        Assert.Throws<FormatException>(() => PasswordHash.Verify("x", hash));
}
