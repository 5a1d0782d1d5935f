using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace HiveFlow.Vault.Tests;

/// <summary>A vault with keys of a test.</summary>
internal sealed class VaultFixture : IDisposable
{
    private readonly CipherThreads threads;

    public VaultFixture(Dictionary<string, byte[]>? keys = null, string current = "k1", int workers = 2, int queue = 100)
    {
        Keys = keys ?? new Dictionary<string, byte[]> { ["k1"] = RandomNumberGenerator.GetBytes(32) };
        var options = Microsoft.Extensions.Options.Options.Create(new VaultOptions { Threads = workers, Queue = queue });
        threads = new CipherThreads(options);
        Vault = new SecretVault(new MasterKeys(current, Keys), threads, options, NullLogger<SecretVault>.Instance);
    }

    public Dictionary<string, byte[]> Keys { get; }

    public SecretVault Vault { get; }

    public static SecretPlace Place => new("0123456789abcdef01234567", "credentials/89abcdef0123456789abcdef", "secret");

    public async Task<string> SealAsync(string text, SecretPlace? place = null) =>
        (await Vault.SealAsync(place ?? Place, System.Text.Encoding.UTF8.GetBytes(text), default)).Value!;

    public async Task<Result<string>> OpenAsync(string value, SecretPlace? place = null)
    {
        var opened = await Vault.OpenAsync(place ?? Place, value, default);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var secret = opened.Value;
        return System.Text.Encoding.UTF8.GetString(secret.Bytes.Span);
    }

    public void Dispose() => threads.Dispose();
}
