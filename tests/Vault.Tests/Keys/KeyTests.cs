using System.Security.Cryptography;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Vault.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Vault.Tests.Keys;

public sealed class KeyTests
{
    public static TheoryData<string> Guessable =>
    [
        "", "not base64!", Text("a-password-that-is-long-enough-to-be-a-key"), Bytes(_ => 0), Bytes(i => i), Bytes(i => i * 3), Bytes(i => i % 16),
        Bytes(i => i % 2 == 0 ? 17 : i), Convert.ToBase64String(RandomNumberGenerator.GetBytes(31)), Convert.ToBase64String(RandomNumberGenerator.GetBytes(129)),
        Text(Convert.ToHexString(RandomNumberGenerator.GetBytes(32))),
    ];

    [Theory]
    [MemberData(nameof(Guessable))]
    public void A_key_that_is_short_or_can_be_guessed_is_refused_without_being_repeated(string key)
    {
        var result = new VaultOptionsValidator().Validate(null, new VaultOptions { Keys = new Dictionary<string, Secret> { ["k1"] = new(key) } });

        Assert.True(result.Failed);
        Assert.True(key.Length == 0 || !result.FailureMessage.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void Random_keys_are_taken()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Null(KeyStrength.Fault(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32 + (i % 97)))));
        }
    }

    [Fact]
    public void All_faults_are_told_together()
    {
        var good = new Secret(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var faults = new VaultOptionsValidator().Validate(null, new VaultOptions
        {
            Keys = new Dictionary<string, Secret> { ["K 1"] = good, ["k2"] = good },
            Iterations = 9_999,
            Threads = 0,
            Queue = 0,
            CredentialsPerOrganization = 0,
        }).Failures!.ToList();

        Assert.Equal(6, faults.Count);
        Assert.True(new VaultOptionsValidator().Validate(null, new VaultOptions { Keys = new Dictionary<string, Secret> { ["k2"] = good } }).Succeeded);
        Assert.True(new VaultOptionsValidator().Validate(null, new VaultOptions()).Failed);
    }

    [Fact]
    public void A_key_is_made_once_in_a_file_that_only_its_owner_reads()
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-keys-");
        try
        {
            var options = Microsoft.Extensions.Options.Options.Create(new VaultOptions { KeysFolder = Path.Combine(folder.FullName, "keys") });
            var first = new MasterKeys(options, NullLogger<MasterKeys>.Instance);
            var second = new MasterKeys(options, NullLogger<MasterKeys>.Instance);

            Assert.Equal(first.Find("file"), second.Find("file"));
            Assert.Equal(32, first.Find("file")!.Length);
            var file = Assert.Single(Directory.GetFiles(Path.Combine(folder.FullName, "keys")));
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
            File.WriteAllText(file, "c2hvcnQ=");
            Assert.Throws<InvalidOperationException>(() => new MasterKeys(options, NullLogger<MasterKeys>.Instance));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Text(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static string Bytes(Func<int, int> value) => Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)value(i))]);
}
