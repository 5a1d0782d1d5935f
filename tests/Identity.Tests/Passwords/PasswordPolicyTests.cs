using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Passwords;
using Options = Microsoft.Extensions.Options.Options;

namespace HiveFlow.Identity.Tests.Passwords;

public sealed class PasswordPolicyTests
{
    [Fact]
    public void The_commonest_passwords_of_eight_characters_and_more_are_refused()
    {
        var assembly = typeof(Zxcvbn.Zxcvbn).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("passwords.lst", StringComparison.Ordinal));
        using var list = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var common = list.ReadToEnd().Split('\n').Where(p => p.Length >= 8).Take(3_200).ToList();

        Assert.True(common.Count >= 3_000);
        Assert.DoesNotContain(common, p => Fault(p) is null);
    }

    [Theory]
    [InlineData("hiveflow2026!")]
    [InlineData("HiveFlow12345")]
    [InlineData("lovelace1815")]
    [InlineData("ada.king1815")]
    [InlineData("Ada Lovelace 1")]
    [InlineData("example123")]
    [InlineData("Analytical!99")]
    [InlineData("engines&co#1")]
    [InlineData("acmecorp4711")]
    public void Names_of_the_product_the_person_and_their_organizations_with_a_little_around_them_are_refused(string password) =>
        Assert.NotNull(Fault(password));

    [Theory]
    [InlineData("a quiet river at night")]
    [InlineData("        space is fine too")]
    [InlineData("пароль из трёх слов")]
    [InlineData("密碼是一條安靜的河流")]
    [InlineData("🦊🐢🌙🍋🚲🎈🪁🧭")]
    [InlineData("kvbtqzxw")]
    [InlineData("lovelace rows a quiet boat")]
    public void Any_characters_are_taken_without_a_rule_about_kinds(string password) => Assert.Null(Fault(password));

    [Theory]
    [InlineData("🦊🐢🌙🍋🚲🎈🪁")]
    [InlineData("kvbtqzx")]
    public void Characters_are_counted_not_their_bytes(string password) => Assert.NotNull(Fault(password));

    [Fact]
    public void What_is_known_from_a_breach_is_refused()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, BreachedPasswords.NameOf("a quiet river at night") + ":3\r\n");
            var options = Options.Create(new IdentityOptions { BreachedPasswordsFile = path });
            using var breached = new BreachedPasswords(options);
            var policy = new PasswordPolicy(breached, options);

            Assert.Contains("breach", FaultOf(policy, "a quiet river at night"), StringComparison.Ordinal);
            Assert.Null(FaultOf(policy, "a quiet river at noon"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Fault(string password)
    {
        var options = Options.Create(new IdentityOptions { ForbiddenWords = ["acmecorp"] });
        using var breached = new BreachedPasswords(options);
        return FaultOf(new PasswordPolicy(breached, options), password);
    }

    private static string? FaultOf(PasswordPolicy policy, string password)
    {
        Assert.True(EmailAddress.TryParse("ada.king@example.com", out var email));
        return policy.Fault(password, email, "Ada Lovelace", ["Analytical Engines"]);
    }
}
