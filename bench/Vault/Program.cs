using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using HiveFlow.Errors;
using HiveFlow.Vault;
using HiveFlow.Vault.Encryption;
using Microsoft.Extensions.DependencyInjection;

// dotnet run -c Release --project bench/Vault [seconds a figure]
// What opening a credential costs: one derivation (PBKDF2-SHA512) and one AES-256-GCM, on the vault's own bounded threads.
var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
await using var services = new ServiceCollection()
    .AddLogging()
    .Configure<VaultOptions>(options =>
    {
        options.Keys = new Dictionary<string, Secret> { ["k1"] = new(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))) };
        options.CurrentKey = "k1";
    })
    .AddVault()
    .BuildServiceProvider();
var vault = services.GetRequiredService<SecretVault>();
var place = new SecretPlace("0123456789abcdef01234567", "credentials/89abcdef0123456789abcdef", "secret");
var plain = RandomNumberGenerator.GetBytes(512);
var value = (await vault.SealAsync(place, plain, default)).Value!;
var derivation = Stopwatch.StartNew();
Rfc2898DeriveBytes.Pbkdf2(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(16), 10_000, HashAlgorithmName.SHA512, 32);
Console.WriteLine($"PBKDF2-SHA512 alone, 10,000 rounds   {derivation.Elapsed.TotalMilliseconds,8:N2} ms (once)");
Console.WriteLine("what                                 calls/s     p50 ms     p99 ms");
foreach (var callers in (int[])[1, 8, 32])
{
    await MeasureAsync($"open, {callers} at a time", callers, async () => (await vault.OpenAsync(place, value, default)).Value!.Dispose());
}

await MeasureAsync("seal, 8 at a time", 8, async () => _ = (await vault.SealAsync(place, plain, default)).Value!);
return;

async Task MeasureAsync(string what, int callers, Func<Task> call)
{
    await call();
    var until = Stopwatch.StartNew();
    var all = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
    {
        List<double> times = [];
        while (until.Elapsed.TotalSeconds < seconds)
        {
            var start = Stopwatch.GetTimestamp();
            await call();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times;
    })));
    var sorted = all.SelectMany(times => times).Order().ToArray();
    Console.WriteLine(
        $"{what,-34}{sorted.Length / until.Elapsed.TotalSeconds,10:N0} {sorted[sorted.Length / 2],10:N2} {sorted[sorted.Length * 99 / 100],10:N2}");
}
