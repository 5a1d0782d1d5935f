using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HiveFlow.Identity.Devices;

/// <summary>
/// The two codes of a device login (RFC 8628): the device's own, 256 random bits, and the one a person reads, 8 of 20 consonants
/// (2^34.5, as section 6.1 of the RFC has it: no vowels, so that no words come about, and nothing that is mistaken for another).
/// </summary>
internal static class DeviceCodes
{
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int UserCodeLength = 8;
    private const int DeviceCodeBytes = 32;
    private const int DeviceCodeLength = 43;
    private const int MaxTyped = 40;
    private static readonly SearchValues<char> LetterValues = SearchValues.Create(Letters);

    /// <summary>A new code for the device.</summary>
    public static string NewDeviceCode() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(DeviceCodeBytes));

    /// <summary>A new code for the person: <c>XXXX-XXXX</c>.</summary>
    public static string NewUserCode() => Shown(RandomNumberGenerator.GetString(Letters, UserCodeLength));

    /// <summary>Whether a text has the form of a device code.</summary>
    public static bool IsDeviceCode(string? text) => text is { Length: DeviceCodeLength } && Base64Url.IsValid(text);

    /// <summary>The user code in its one form, however it was typed: lower-case, with spaces, without the hyphen; null when it is none.</summary>
    public static string? ReadUserCode(string? typed)
    {
        if (typed is null or { Length: > MaxTyped })
        {
            return null;
        }

        var letters = string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '\u2010' or '\u2011' or '\u2013'))).ToUpperInvariant();
        return letters.Length == UserCodeLength && !letters.AsSpan().ContainsAnyExcept(LetterValues) ? Shown(letters) : null;
    }

    /// <summary>What is stored of a code.</summary>
    public static string HashOf(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private static string Shown(string letters) => $"{letters[..4]}-{letters[4..]}";
}
