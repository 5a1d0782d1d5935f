using System.Globalization;
using HiveFlow.Identity.Passwords;
using Options = Microsoft.Extensions.Options.Options;

namespace HiveFlow.Identity.Tests.Passwords;

public sealed class BreachedPasswordsTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("\n", ":17", 40, false)]
    [InlineData("\r\n", ":1", 40, false)]
    [InlineData("\n", "", 40, true)]
    [InlineData("\n", "", 16, false)]
    public void Every_password_of_the_file_is_found_and_no_other(string newline, string suffix, int digits, bool isLower)
    {
        Write(500, newline, suffix, digits, isLower, endsWithNewline: true);
        using var breached = Open();

        Assert.All(Enumerable.Range(0, 500), i => Assert.True(breached.Contains($"leaked {i}")));
        Assert.All(Enumerable.Range(500, 500), i => Assert.False(breached.Contains($"leaked {i}")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_first_and_the_last_line_are_found_also_without_a_newline_at_the_end(int count)
    {
        Write(count, "\n", ":9", 40, isLower: false, endsWithNewline: false);
        using var breached = Open();

        Assert.All(Enumerable.Range(0, count), i => Assert.True(breached.Contains($"leaked {i}")));
        Assert.False(breached.Contains("another"));
    }

    [Fact]
    public void A_password_stands_under_its_SHA1() =>
        Assert.Equal("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", BreachedPasswords.NameOf("password"));

    [Fact]
    public void Without_a_file_no_password_is_known()
    {
        using var breached = new BreachedPasswords(Options.Create(new IdentityOptions()));

        Assert.False(breached.Contains("password"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("password\nletmein\n")]
    [InlineData("0123456789abcde\n")]
    public void A_file_of_another_form_is_a_fault_at_start(string text)
    {
        File.WriteAllText(path, text);

        Assert.NotNull(BreachedPasswords.FaultOf(path));
        var options = new IdentityOptions { KeysFolder = "keys", BreachedPasswordsFile = path };
        Assert.Contains("BreachedPasswordsFile", Assert.Single(new IdentityOptionsValidator().Validate(null, options).Failures!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault_at_start() => Assert.NotNull(BreachedPasswords.FaultOf(path + ".missing"));

    private BreachedPasswords Open() => new(Options.Create(new IdentityOptions { BreachedPasswordsFile = path }));

    private void Write(int count, string newline, string suffix, int digits, bool isLower, bool endsWithNewline)
    {
        var lines = Enumerable.Range(0, count)
            .Select(i => BreachedPasswords.NameOf(string.Create(CultureInfo.InvariantCulture, $"leaked {i}"))[..digits])
            .Order(StringComparer.Ordinal)
            .Select(h => (isLower ? h.ToLowerInvariant() : h) + suffix);
        File.WriteAllText(path, string.Join(newline, lines) + (endsWithNewline ? newline : string.Empty));
    }
}
