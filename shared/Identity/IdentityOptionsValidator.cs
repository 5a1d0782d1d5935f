using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Passwords;
using HiveFlow.Identity.SecondFactor;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity;

/// <summary>Refuses settings outside the bounds that <see cref="IdentityOptions"/> names, all faults together.</summary>
internal sealed class IdentityOptionsValidator : IValidateOptions<IdentityOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        List<string> faults = [];
        Need(faults, !string.IsNullOrWhiteSpace(options.Issuer), "Issuer must be set.");
        Need(
            faults,
            options.SigningKeys.Count is > 0 and <= 10 || (options.SigningKeys.Count == 0 && !string.IsNullOrWhiteSpace(options.KeysFolder)),
            "Either SigningKeys (at most 10) or KeysFolder must be set.");
        Between(faults, nameof(options.SigningKeyAge), options.SigningKeyAge, TimeSpan.FromDays(1), TimeSpan.FromDays(3_650));
        Between(faults, nameof(options.SessionLifetime), options.SessionLifetime, TimeSpan.FromMinutes(1), TimeSpan.FromHours(24));
        Between(faults, nameof(options.CookieIdleLimit), options.CookieIdleLimit, TimeSpan.FromMinutes(5), TimeSpan.FromHours(24));
        Between(faults, nameof(options.SessionsPerPerson), options.SessionsPerPerson, 1, 500);
        Between(faults, nameof(options.RecheckAfter), options.RecheckAfter, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Between(faults, nameof(options.HashingThreads), options.HashingThreads, 1, 64);
        Between(faults, nameof(options.HashingQueue), options.HashingQueue, 1, 10_000);
        Need(
            faults,
            options.ForbiddenWords.Count <= 100 && options.ForbiddenWords.All(w => w.Length is >= 3 and <= 100),
            "ForbiddenWords may be at most 100, of 3 to 100 characters each.");
        Need(
            faults,
            options.FactorKeys.Count is > 0 and <= 10 || (options.FactorKeys.Count == 0 && !string.IsNullOrWhiteSpace(options.KeysFolder)),
            "Either FactorKeys (at most 10) or KeysFolder must be set.");
        Need(
            faults,
            options.FactorKeys.All(k => SecretProtection.IsKey(k.Reveal())) && options.FactorKeys.Select(k => k.Reveal()).Distinct().Count() == options.FactorKeys.Count,
            "FactorKeys must each be base64 of 32 random bytes, and differ.");
        Need(
            faults,
            options.TotpIssuer.Length is > 0 and <= 50 && !options.TotpIssuer.Contains(':') && !options.TotpIssuer.Any(char.IsControl),
            "TotpIssuer must be 1 to 50 characters without a colon.");
        if (options.BreachedPasswordsFile is { } breached && BreachedPasswords.FaultOf(breached) is { } fault)
        {
            faults.Add($"BreachedPasswordsFile {fault}.");
        }

        Between(faults, nameof(options.KeysPerPerson), options.KeysPerPerson, 1, 1_000);
        Between(faults, nameof(options.CodesPerDay), options.CodesPerDay, 1, 1_000);
        Need(
            faults,
            options.Operators.Count <= 100 && options.Operators.All(o => EmailAddress.TryParse(o, out _)),
            "Operators must be at most 100 mail addresses.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Between<T>(List<string> faults, string key, T value, T min, T max)
        where T : IComparable<T> =>
        Need(faults, value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0, $"{key} must be from {min} to {max}.");

    private static void Need(List<string> faults, bool holds, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
