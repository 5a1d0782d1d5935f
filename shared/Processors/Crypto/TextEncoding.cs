using System.Buffers.Text;
using System.Text;

namespace HiveFlow.Processors.Crypto;

/// <summary>Bytes as text: utf8, hex, base64 or base64url (RFC 4648).</summary>
internal static class TextEncoding
{
    /// <summary>The bytes; null where the text is not of that encoding.</summary>
    public static byte[]? Decode(string text, string encoding)
    {
        try
        {
            return encoding switch
            {
                "hex" => Convert.FromHexString(text),
                "base64" => Convert.FromBase64String(text),
                "base64url" => Base64Url.DecodeFromChars(text),
                _ => Encoding.UTF8.GetBytes(text),
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }

    public static string Encode(ReadOnlySpan<byte> bytes, string encoding) => encoding switch
    {
        "base64" => Convert.ToBase64String(bytes),
        "base64url" => Base64Url.EncodeToString(bytes),
        _ => Convert.ToHexStringLower(bytes),
    };
}
