using System.Text.Json;
using System.Text.Unicode;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Files;

/// <summary>A file's content as a value.</summary>
internal static class FileReading
{
    private static readonly JsonDocumentOptions Strictly = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads it whole, up to a bound. Fails as 413 over it, 422 for what it is not.</summary>
    public static async Task<Result<JsonElement>> ReadAsync(OpenedFile open, string kind, long maxBytes, CancellationToken cancellationToken)
    {
        if (open.File.Size > maxBytes)
        {
            return FileErrors.TooLarge(maxBytes);
        }

        var bytes = new byte[open.File.Size];
        await open.Content.ReadExactlyAsync(bytes, cancellationToken);
        return kind switch
        {
            "base64" => JsonValue.Text(Convert.ToBase64String(bytes)),
            "json" => Json(bytes),
            _ => Utf8.IsValid(bytes) ? JsonValue.Text(Text(bytes)) : FileErrors.Unreadable("text in UTF-8"),
        };
    }

    private static string Text(ReadOnlySpan<byte> bytes) =>
        System.Text.Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes);

    private static Result<JsonElement> Json(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0), Strictly);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return FileErrors.Unreadable("JSON");
        }
    }
}
