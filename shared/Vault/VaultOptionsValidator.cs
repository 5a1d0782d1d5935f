using HiveFlow.Vault.Encryption;
using HiveFlow.Vault.Keys;
using Microsoft.Extensions.Options;

namespace HiveFlow.Vault;

/// <summary>Refuses settings outside the bounds that <see cref="VaultOptions"/> names and keys that are no keys, all faults together.</summary>
internal sealed class VaultOptionsValidator : IValidateOptions<VaultOptions>
{
    private const int MostKeys = 20;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, VaultOptions options)
    {
        List<string> faults = [];
        Need(faults, options.Keys.Count > 0 || !string.IsNullOrWhiteSpace(options.KeysFolder), "Either Vault:Keys or Vault:KeysFolder must be set.");
        Need(faults, options.Keys.Count <= MostKeys, $"Vault:Keys holds more than {MostKeys} keys.");
        foreach (var (id, key) in options.Keys)
        {
            // The sentence names the key's id only: the value is a secret even when it is a bad one.
            Need(faults, SealedValue.IsKeyId(id), $"Vault:Keys:{id} is no id of a key: lower-case letters, digits and -, at most 32.");
            if (KeyStrength.Fault(key.Reveal()) is { } fault)
            {
                faults.Add($"Vault:Keys:{id} {fault}.");
            }
        }

        Need(
            faults,
            options.Keys.Count == 0 || (options.CurrentKey is null ? options.Keys.Count == 1 : options.Keys.ContainsKey(options.CurrentKey)),
            "Vault:CurrentKey must be the id of one of Vault:Keys.");
        Between(faults, nameof(options.Iterations), options.Iterations, KeyDerivation.LeastIterations, KeyDerivation.MostIterations);
        Between(faults, nameof(options.Threads), options.Threads, 1, 64);
        Between(faults, nameof(options.Queue), options.Queue, 1, 10_000);
        Between(faults, nameof(options.CredentialsPerOrganization), options.CredentialsPerOrganization, 1, 10_000);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Between(List<string> faults, string key, int value, int min, int max) =>
        Need(faults, value >= min && value <= max, $"Vault:{key} must be from {min} to {max}.");

    private static void Need(List<string> faults, bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
