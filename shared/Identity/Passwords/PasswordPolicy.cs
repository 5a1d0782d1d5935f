using HiveFlow.Identity.Accounts;

namespace HiveFlow.Identity.Passwords;

/// <summary>
/// Which passwords are taken (NIST SP 800-63B): 8 to 128 characters of any kind, no rule about what kinds, but none that is
/// guessed early: the commonest ones, sequences, dates, the person's own name or address, the product's name.
/// </summary>
internal static class PasswordPolicy
{
    private const int MinLength = 8;
    public const int MaxLength = 128;

    // The estimate's cost grows with length; what is weak shows in the beginning.
    private const int EstimatedLength = 64;

    // In bits: what is found within the first 65,536 guesses, which holds the estimator's 30,000 commonest passwords.
    private const double MinEntropy = 16;

    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimator = new(() => new Zxcvbn.Zxcvbn());

    /// <summary>Null when it may be used; else a predicate. Takes some milliseconds.</summary>
    public static string? Fault(string password, EmailAddress email, string name)
    {
        var length = password.EnumerateRunes().Count();
        if (length < MinLength)
        {
            return $"is shorter than {MinLength} characters";
        }

        if (length > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        var own = new[] { "hiveflow", "hive", "flow", email.ToString(), email.Local, name }
            .Concat(email.ToString().Split('@', '.'))
            .Concat(name.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length > 0)
            .Select(w => w.ToLowerInvariant())
            .Distinct();
        var start = password.Length <= EstimatedLength ? password : password[..EstimatedLength];
        return Estimator.Value.EvaluatePassword(start, own).Entropy < MinEntropy ? "is too easy to guess" : null;
    }
}
