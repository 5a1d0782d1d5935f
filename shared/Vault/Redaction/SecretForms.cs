using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace HiveFlow.Vault.Redaction;

/// <summary>The forms in which a secret can turn up in an answer, a log or an error.</summary>
internal static class SecretForms
{
    private const int ShortestLine = 16;
    private const int ShortestEncoded = 8;

    public static IEnumerable<string> Of(string secret)
    {
        if (secret.Length < SecretMask.ShortestSecret)
        {
            yield break;
        }

        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return WebUtility.UrlEncode(secret);
        yield return WebUtility.HtmlEncode(secret);
        yield return JavaScriptEncoder.Default.Encode(secret);
        yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        if (secret.Length >= ShortestEncoded)
        {
            yield return Convert.ToHexString(bytes);
            yield return Convert.ToHexStringLower(bytes);
        }

        foreach (var form in Base64(bytes))
        {
            yield return form;
            yield return form.Replace('+', '-').Replace('/', '_');
        }

        foreach (var line in secret.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= ShortestLine && line.Length < secret.Length))
        {
            yield return line;
        }
    }

    /// <summary>
    /// Base64 of the secret alone and inside of something longer: it then begins at one of three places of a group, and the characters
    /// that hold bits of its neighbours are left out.
    /// </summary>
    private static IEnumerable<string> Base64(byte[] secret)
    {
        for (var ahead = 0; ahead < 3; ahead++)
        {
            var padded = new byte[ahead + secret.Length];
            secret.CopyTo(padded, ahead);
            var text = Convert.ToBase64String(padded).TrimEnd('=');
            var from = (ahead * 8 + 5) / 6;
            var whole = (ahead + secret.Length) * 8 / 6;
            if (whole - from >= ShortestEncoded)
            {
                yield return text[from..whole];
            }
        }
    }
}
