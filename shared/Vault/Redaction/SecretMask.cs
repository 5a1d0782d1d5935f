using System.Buffers;
using System.Text;

namespace HiveFlow.Vault.Redaction;

/// <summary>
/// Replaces secrets in texts by <c>***</c>: as they are, and in the forms they take on the way (base64 wherever it begins, percent-encoded,
/// JSON-escaped, hex, each long line of several). Secrets of fewer than <see cref="ShortestSecret"/> characters can't be told from chance.
/// </summary>
public sealed class SecretMask
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mask = "***";

    /// <summary>Shorter ones are not looked for.</summary>
    public const int ShortestSecret = 4;

    /// <summary>Finds nothing.</summary>
    public static readonly SecretMask None = new([]);

    private readonly string[] forms;
    private readonly SearchValues<string>? search;
    private readonly SearchValues<char> firsts;

    private SecretMask(IEnumerable<string> forms)
    {
        // The longest first: where one form begins with another, the whole of it is to go.
        this.forms = [.. forms.Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)];
        search = this.forms.Length == 0 ? null : SearchValues.Create(this.forms, StringComparison.Ordinal);
        firsts = SearchValues.Create([.. this.forms.Select(form => form[0]).Distinct()]);
        Longest = this.forms.Length == 0 ? 0 : this.forms[0].Length;
    }

    /// <summary>Whether there is nothing to look for.</summary>
    public bool IsEmpty => search is null;

    /// <summary>Characters of the longest form.</summary>
    internal int Longest { get; }

    /// <summary>A mask of these secrets and all their forms.</summary>
    public static SecretMask Of(IEnumerable<string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var forms = secrets.SelectMany(SecretForms.Of).Where(form => form.Length >= ShortestSecret).ToList();
        return forms.Count == 0 ? None : new SecretMask(forms);
    }

    /// <summary>A mask of what both know.</summary>
    public SecretMask With(SecretMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.IsEmpty ? this : IsEmpty ? other : new SecretMask([.. forms, .. other.forms]);
    }

    /// <summary>The same for texts that have one character for each byte of UTF-8.</summary>
    internal SecretMask OfBytes() => IsEmpty ? this : new SecretMask([.. forms.Select(form => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(form)))]);

    /// <summary>Whether a secret stands in the text.</summary>
    public bool Finds(ReadOnlySpan<char> text) => search is not null && text.IndexOfAny(search) >= 0;

    /// <summary>The text without secrets; the same text when there are none in it.</summary>
    public string Apply(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (search is null)
        {
            return text;
        }

        var rest = text.AsSpan();
        var at = rest.IndexOfAny(search);
        if (at < 0)
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        for (; at >= 0; at = rest.IndexOfAny(search))
        {
            clean.Append(rest[..at]).Append(Mask);
            rest = rest[(at + LengthAt(rest[at..]))..];
        }

        return clean.Append(rest).ToString();
    }

    /// <summary>How many characters at the end might be the beginning of a secret that goes on in the next piece.</summary>
    internal int Undecided(ReadOnlySpan<char> text)
    {
        for (var from = Math.Max(0, text.Length - Longest + 1); from < text.Length; from++)
        {
            var next = text[from..].IndexOfAny(firsts);
            if (next < 0)
            {
                return 0;
            }

            from += next;
            var tail = text[from..];
            foreach (var form in forms)
            {
                if (form.Length > tail.Length && form.AsSpan().StartsWith(tail, StringComparison.Ordinal))
                {
                    return tail.Length;
                }
            }
        }

        return 0;
    }

    private int LengthAt(ReadOnlySpan<char> text)
    {
        foreach (var form in forms)
        {
            if (text.StartsWith(form, StringComparison.Ordinal))
            {
                return form.Length;
            }
        }

        return 1;
    }
}
