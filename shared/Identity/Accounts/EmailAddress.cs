using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace HiveFlow.Identity.Accounts;

/// <summary>
/// A mail address in the one form accounts are compared by: lower-case ASCII, one <c>@</c>, no quotes, comments or spaces
/// (narrower than RFC 5321 on purpose: two spellings of one mailbox must not be two accounts).
/// </summary>
internal readonly record struct EmailAddress
{
    private const int MaxLength = 254;
    private const int MaxLocal = 64;

    private static readonly SearchValues<char> LocalCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-");

    private static readonly SearchValues<char> DomainCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-");

    private readonly string? value;

    private EmailAddress(string value) => this.value = value;

    /// <summary>The part before the <c>@</c>.</summary>
    public string Local => ToString()[..ToString().IndexOf('@', StringComparison.Ordinal)];

    /// <summary>The part after the <c>@</c>.</summary>
    public string Domain => ToString()[(ToString().IndexOf('@', StringComparison.Ordinal) + 1)..];

    /// <summary>Reads an address; capital letters become small ones.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress address)
    {
        address = default;
        if (text is null || text.Length > MaxLength)
        {
            return false;
        }

        var lower = text.ToLowerInvariant();
        var at = lower.IndexOf('@', StringComparison.Ordinal);
        if (at is < 1 or > MaxLocal || at == lower.Length - 1)
        {
            return false;
        }

        var local = lower.AsSpan(0, at);
        var domain = lower.AsSpan(at + 1);
        if (local.ContainsAnyExcept(LocalCharacters) || domain.ContainsAnyExcept(DomainCharacters) || HasLooseDot(local) || !IsDomain(domain))
        {
            return false;
        }

        address = new EmailAddress(lower);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => value ?? throw new InvalidOperationException("No address was parsed.");

    private static bool IsDomain(ReadOnlySpan<char> domain)
    {
        if (HasLooseDot(domain) || (!domain.Contains('.') && domain is not "localhost"))
        {
            return false;
        }

        foreach (var label in domain.Split('.'))
        {
            var text = domain[label];
            if (text.Length > 63 || text[0] == '-' || text[^1] == '-')
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasLooseDot(ReadOnlySpan<char> text) => text[0] == '.' || text[^1] == '.' || text.IndexOf("..") >= 0;
}
