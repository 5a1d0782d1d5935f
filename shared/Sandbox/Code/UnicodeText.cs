using System.Text.Json;

namespace HiveFlow.Sandbox.Code;

/// <summary>
/// JSON may escape halves of surrogate pairs (RFC 8259, section 8.2); such a document parses, and fails whoever reads its text later.
/// </summary>
internal static class UnicodeText
{
    /// <summary>Whether all text of a document can be read.</summary>
    /// <param name="root">The document.</param>
    /// <param name="bytes">Its bytes: without escaped surrogates in them there is nothing to check.</param>
    public static bool IsValid(JsonElement root, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf("\\ud"u8) < 0 && bytes.IndexOf("\\uD"u8) < 0)
        {
            return true;
        }

        try
        {
            JsonSerializer.SerializeToUtf8Bytes(root);
            return true;
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }
}
