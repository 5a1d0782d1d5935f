using System.Text;
using System.Text.Unicode;

namespace HiveFlow.Files.Types;

/// <summary>
/// What a file is: what its sender says, if its name's extension and its first bytes say nothing else, and otherwise
/// <c>application/octet-stream</c> (OWASP ASVS 5.0, 5.2.2).
/// </summary>
internal static class FileTypes
{
    /// <summary>How many of a file's first bytes are looked at.</summary>
    public const int HeadBytes = 512;

    private static readonly Dictionary<string, (string[] Extensions, Func<ReadOnlyMemory<byte>, bool> Fits)> Known = new(StringComparer.Ordinal)
    {
        ["text/plain"] = (["txt", "log", "text", "md", "ini", "conf"], IsText),
        ["text/markdown"] = (["md", "markdown"], IsText),
        ["text/csv"] = (["csv"], IsText),
        ["text/tab-separated-values"] = (["tsv"], IsText),
        ["text/css"] = (["css"], IsText),
        ["text/html"] = (["html", "htm"], Tagged),
        ["text/xml"] = (["xml"], Tagged),
        ["application/xml"] = (["xml"], Tagged),
        ["image/svg+xml"] = (["svg"], Tagged),
        ["application/json"] = (["json"], IsJson),
        ["application/x-ndjson"] = (["ndjson", "jsonl"], IsJson),
        ["application/yaml"] = (["yaml", "yml"], IsText),
        ["application/pdf"] = (["pdf"], Begins("%PDF-"u8)),
        ["image/png"] = (["png"], Begins([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
        ["image/jpeg"] = (["jpg", "jpeg"], Begins([0xFF, 0xD8, 0xFF])),
        ["image/gif"] = (["gif"], Begins("GIF8"u8)),
        ["image/webp"] = (["webp"], head => Has(head, 0, "RIFF"u8) && Has(head, 8, "WEBP"u8)),
        ["audio/mpeg"] = (["mp3"], head => Has(head, 0, "ID3"u8) || (Has(head, 0, [0xFF]) && (head.Span[1] & 0xE0) == 0xE0)),
        ["audio/wav"] = (["wav"], head => Has(head, 0, "RIFF"u8) && Has(head, 8, "WAVE"u8)),
        ["video/mp4"] = (["mp4", "m4v"], head => Has(head, 4, "ftyp"u8)),
        ["video/webm"] = (["webm"], Begins([0x1A, 0x45, 0xDF, 0xA3])),
        ["application/gzip"] = (["gz", "tgz"], Begins([0x1F, 0x8B])),
        ["application/zip"] = (["zip"], IsZip),
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = (["docx"], IsZip),
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = (["xlsx"], IsZip),
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = (["pptx"], IsZip),
    };

    /// <summary>Whether a type is one that text can be read of.</summary>
    public static bool IsTextual(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/x-ndjson" or "application/xml" or "application/yaml" or "image/svg+xml";

    /// <summary>The type.</summary>
    /// <param name="said">What its sender says, as <see cref="MediaType.TryRead"/> gave it; null for nothing, then the extension counts.</param>
    /// <param name="name">Its name.</param>
    /// <param name="head">Its first <see cref="HeadBytes"/> bytes, or all there are.</param>
    public static string Of(string? said, string name, ReadOnlyMemory<byte> head)
    {
        var dot = name.LastIndexOf('.');
        var extension = dot < 0 ? string.Empty : name[(dot + 1)..].ToLowerInvariant();
        said ??= Known.FirstOrDefault(type => type.Value.Extensions.Contains(extension)).Key;
        return said is not null
            && Known.TryGetValue(said, out var known)
            && (extension.Length == 0 || known.Extensions.Contains(extension))
            && known.Fits(head)
                ? said
                : MediaType.Unknown;
    }

    private static Func<ReadOnlyMemory<byte>, bool> Begins(ReadOnlySpan<byte> magic)
    {
        var bytes = magic.ToArray();
        return head => Has(head, 0, bytes);
    }

    private static bool Has(ReadOnlyMemory<byte> head, int at, ReadOnlySpan<byte> bytes) =>
        head.Length >= at + bytes.Length + 1 && head.Span[at..].StartsWith(bytes);

    private static bool IsZip(ReadOnlyMemory<byte> head) => Has(head, 0, "PK\u0003\u0004"u8) || Has(head, 0, "PK\u0005\u0006"u8);

    private static bool Tagged(ReadOnlyMemory<byte> head) => IsText(head) && First(head) == '<';

    private static bool IsJson(ReadOnlyMemory<byte> head) => IsText(head) && First(head) is '{' or '[' or '"' or 't' or 'f' or 'n' or '-' or (>= '0' and <= '9');

    private static bool IsText(ReadOnlyMemory<byte> head)
    {
        var span = head.Span;
        if (span.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || span.IndexOfAnyInRange((byte)14, (byte)26) >= 0)
        {
            return false;
        }

        // A character may be cut off where the head ends.
        for (var cut = 0; cut < 4 && cut <= span.Length; cut++)
        {
            if (Utf8.IsValid(span[..^cut]))
            {
                return cut == 0 || span.Length == HeadBytes;
            }
        }

        return false;
    }

    private static char First(ReadOnlyMemory<byte> head) =>
        Encoding.UTF8.GetString(head.Span).TrimStart('\uFEFF', ' ', '\t', '\r', '\n') is [var first, ..] ? first : '\0';
}
