using System.Diagnostics;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Keys;

namespace HiveFlow.Vault.Tests.Encryption;

public sealed class SecretVaultTests : IDisposable
{
    /// <summary>In public, so no start takes it; encrypted by Node.js from the written format.</summary>
    private const string PublicKey = "2oFny6e18cYQ3Q/5iU1H1R4M04kTT8f54mrL2XKAMyA=";

    private const string ByNode = "hfv1.k1.10000.naxZPQMNVbqMUci7FdCRDoLG76d4PwPgFFBQX9k46onYZs5erP8rOHqm4MyuAVEapQrniS2zUh3NwH4K3EO1l-mcTg0gs2s";

    private const string Decrypt = """
        const c = require('crypto'), a = JSON.parse(require('fs').readFileSync(0, 'utf8'));
        const [version, key, rounds, payload] = a.value.split('.'), b = Buffer.from(payload, 'base64url');
        const part = t => { const x = Buffer.from(t), n = Buffer.alloc(4); n.writeInt32BE(x.length); return Buffer.concat([n, x]); };
        const aad = Buffer.concat(['HiveFlow vault', [version, key, rounds].join('.'), a.organization, a.record, a.field].map(part));
        const k = c.pbkdf2Sync(Buffer.from(a.key, 'base64'), b.subarray(0, 16), Number(rounds), 32, 'sha512');
        const d = c.createDecipheriv('aes-256-gcm', k, b.subarray(16, 32), { authTagLength: 16 });
        d.setAAD(aad);
        d.setAuthTag(b.subarray(b.length - 16));
        process.stdout.write(d.update(b.subarray(32, b.length - 16), null, 'utf8') + d.final('utf8'));
        """;

    private readonly VaultFixture vault = new();

    public void Dispose() => vault.Dispose();

    [Fact]
    public async Task A_value_is_opened_where_it_belongs_and_nowhere_else()
    {
        var value = await vault.SealAsync("sk-secret");

        Assert.Equal("sk-secret", (await vault.OpenAsync(value)).Value);
        foreach (var other in (SecretPlace[])
        [
            VaultFixture.Place with { OrganizationId = "fedcba9876543210fedcba98" },
            VaultFixture.Place with { Record = "credentials/000000000000000000000000" },
            VaultFixture.Place with { Field = "other" },
            new(VaultFixture.Place.OrganizationId + "credentials", "/89abcdef0123456789abcdef", "secret"),
        ])
        {
            Assert.Equal(VaultErrors.UnreadableCode, (await vault.OpenAsync(value, other)).Error!.Code);
        }
    }

    [Fact]
    public async Task Every_fault_is_the_same_error()
    {
        var value = await vault.SealAsync("sk-secret");
        using var stranger = new VaultFixture();
        string[] bad =
        [
            "", "hfv1", value + "A", value[..^1], value.Replace("hfv1", "hfv2", StringComparison.Ordinal), value.Replace(".k1.", ".k2.", StringComparison.Ordinal),
            value.Replace(".10000.", ".10001.", StringComparison.Ordinal), value.Replace(".10000.", ".1.", StringComparison.Ordinal),
            value.Replace(".10000.", ".2147483647.", StringComparison.Ordinal), "hfv1.k1.10000.AAAA", await stranger.SealAsync("sk-secret"),
        ];
        var errors = new HashSet<string>();
        foreach (var text in bad)
        {
            errors.Add((await vault.OpenAsync(text)).Error!.ToString());
        }

        Assert.Single(errors);
    }

    [Fact]
    public async Task No_two_values_share_salt_or_iv()
    {
        var values = new List<byte[]>();
        for (var i = 0; i < 50; i++)
        {
            Assert.True(SealedValue.TryParse(await vault.SealAsync("same"), out var value));
            Assert.Equal((16, 16, 4 + 16), (value.Salt.Length, value.InitializationVector.Length, value.CiphertextAndTag.Length));
            values.AddRange(value.Salt, value.InitializationVector);
        }

        Assert.Equal(values.Count, values.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public async Task Old_keys_still_decrypt_and_the_current_one_encrypts()
    {
        var old = await vault.SealAsync("sk-secret");
        using var rotated = new VaultFixture(new Dictionary<string, byte[]>(vault.Keys) { ["k2"] = [.. Enumerable.Range(7, 32).Select(i => (byte)(i * i))] }, "k2");

        Assert.Equal("sk-secret", (await rotated.OpenAsync(old)).Value);
        Assert.StartsWith("hfv1.k2.", await rotated.SealAsync("x"), StringComparison.Ordinal);
        Assert.Equal(["k1"], rotated.Vault.OldKeyIds);
    }

    [Fact]
    public async Task A_value_that_node_made_from_the_written_format_is_opened()
    {
        using var golden = new VaultFixture(new Dictionary<string, byte[]> { ["k1"] = Convert.FromBase64String(PublicKey) });

        Assert.Equal("""{"apiKey": "sk-golden"}""", (await golden.OpenAsync(ByNode)).Value);
        Assert.Contains("in public", KeyStrength.Fault(PublicKey), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_opens_our_values()
    {
        var input = JsonSerializer.Serialize(new
        {
            value = await vault.SealAsync("ein Geheimnis: ✓"),
            key = Convert.ToBase64String(vault.Keys["k1"]),
            organization = VaultFixture.Place.OrganizationId,
            record = VaultFixture.Place.Record,
            field = VaultFixture.Place.Field,
        });
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Decrypt]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await node.StandardInput.WriteAsync(input);
        node.StandardInput.Close();

        Assert.Equal("ein Geheimnis: ✓", await node.StandardOutput.ReadToEndAsync());
    }

    [Fact]
    public async Task More_than_its_queue_holds_is_told_to_come_back()
    {
        using var small = new VaultFixture(workers: 1, queue: 1);

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => small.Vault.SealAsync(VaultFixture.Place, "x"u8.ToArray(), default)));

        Assert.Contains(all, r => r.IsSuccess);
        var refused = all.First(r => !r.IsSuccess).Error!;
        Assert.Equal((RequestErrors.UnavailableCode, true), (refused.Code, refused.RetryAfter > TimeSpan.Zero));
    }

    [Fact]
    public async Task An_opened_secret_is_cleared_and_never_shows_itself()
    {
        var opened = (await vault.Vault.OpenAsync(VaultFixture.Place, await vault.SealAsync("sk-secret"), default)).Value!;
        var bytes = opened.Bytes;
        Assert.Equal("***", opened.ToString());

        opened.Dispose();

        Assert.True(bytes.Span.ToArray().All(b => b == 0));
        Assert.Throws<ObjectDisposedException>(() => opened.Bytes);
    }
}
