using System.Text.RegularExpressions;

namespace HiveFlow.Audit;

/// <summary>The last net: what looks like a secret of ours never stands in a detail, whoever put it there.</summary>
internal static partial class SecretText
{
    /// <summary>The text with <c>***</c> in the place of keys and tokens.</summary>
    public static string Without(string text) => Secrets().Replace(text, "***");

    [GeneratedRegex(@"hf_[a-f0-9]{24}_[A-Za-z0-9]+|inv_[a-f0-9]{24}_[A-Za-z0-9_-]+|eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.NonBacktracking)]
    private static partial Regex Secrets();
}
