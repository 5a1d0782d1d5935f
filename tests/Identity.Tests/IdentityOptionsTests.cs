namespace HiveFlow.Identity.Tests;

public sealed class IdentityOptionsTests
{
    [Fact]
    public void The_defaults_with_a_place_for_keys_are_fine() =>
        Assert.True(new IdentityOptionsValidator().Validate(null, new IdentityOptions { KeysFolder = "keys" }).Succeeded);

    [Fact]
    public void All_faults_are_told_together()
    {
        var options = new IdentityOptions
        {
            Issuer = " ",
            SigningKeyAge = TimeSpan.Zero,
            SessionLifetime = TimeSpan.FromHours(25),
            RecheckAfter = TimeSpan.FromSeconds(6),
            HashingThreads = 0,
            HashingQueue = 0,
            KeysPerPerson = 0,
            CodesPerDay = 0,
            ForbiddenWords = ["no"],
            TotpIssuer = "a:b",
        };

        Assert.Equal(12, new IdentityOptionsValidator().Validate(null, options).Failures!.Count());
    }
}
