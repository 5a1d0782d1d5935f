using System.Text;
using HiveFlow.Identity.Accounts;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Passwords;

/// <summary>
/// Which passwords are taken (NIST SP 800-63B-4, OWASP ASVS 5.0 6.2): 8 to 128 characters of any kind, no rule about what kinds,
/// but none that is guessed early: the commonest ones, sequences, dates, what is known from breaches, and what is little more than
/// the name of the person, their address, an organization of theirs or the product.
/// </summary>
internal sealed class PasswordPolicy(BreachedPasswords breached, IOptions<IdentityOptions> options)
{
    private const int MinLength = 8;

    /// <summary>The most characters (Unicode scalar values).</summary>
    public const int MaxLength = 128;

    // The estimate's cost grows with length; what is weak shows in the beginning.
    private const int EstimatedLength = 64;

    // In bits: what is found within the first 65,536 guesses, which holds the estimator's 30,000 commonest passwords.
    private const double MinEntropy = 16;

    // What must be left of a password without the words that everybody would try first.
    private const int MinBesideWords = 6;
    private const int MinWord = 3;

    private static readonly string[] ProductWords = ["hiveflow", "hive", "flow"];
    private static readonly Lazy<Zxcvbn.Zxcvbn> Estimator = new(() => new Zxcvbn.Zxcvbn());

    /// <summary>Null when it may be used; else a predicate. Takes some milliseconds, and may read the disk.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="email">The person's address.</param>
    /// <param name="name">The person's name.</param>
    /// <param name="organizations">The names of their organizations.</param>
    public string? Fault(string password, EmailAddress email, string name, IReadOnlyCollection<string> organizations)
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

        var words = Words(email, name, organizations);
        if (LengthWithout(password, words) < MinBesideWords)
        {
            return "is little more than the name of the product, a person or an organization";
        }

        var start = password.Length <= EstimatedLength ? password : password[..EstimatedLength];
        if (Estimator.Value.EvaluatePassword(start, words).Entropy < MinEntropy)
        {
            return "is too easy to guess";
        }

        return breached.Contains(password) ? "is known from a breach of another service" : null;
    }

    private List<string> Words(EmailAddress email, string name, IReadOnlyCollection<string> organizations) =>
    [
        .. ProductWords
            .Concat(options.Value.ForbiddenWords)
            .Append(email.ToString())
            .Append(email.Local)
            .Concat(email.ToString().Split('@', '.'))
            .Concat(organizations.Append(name).SelectMany(n => n.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(n)))
            .Where(w => w.Length > 0)
            .Select(w => w.ToLowerInvariant())
            .Distinct()
            .OrderByDescending(w => w.Length),
    ];

    private static int LengthWithout(string password, List<string> words)
    {
        var rest = words.Where(w => w.Length >= MinWord)
            .Aggregate(password.ToLowerInvariant(), (text, word) => text.Replace(word, string.Empty, StringComparison.Ordinal));
        return rest.EnumerateRunes().Count(r => !Rune.IsWhiteSpace(r));
    }
}
