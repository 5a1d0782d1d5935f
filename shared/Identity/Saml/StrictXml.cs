using System.Text;
using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// Reads XML from outside: UTF-8, no document type, no processing instruction, nothing resolved, everything bounded, and no id
/// twice, whatever the attribute's case or namespace. White space is kept, so that signatures hold.
/// </summary>
internal static class StrictXml
{
    /// <summary>Largest document, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int MaxDepth = 40;
    private const int MaxElements = 20_000;
    private const int MaxAttributes = 32;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The document, or why not.</summary>
    public static Result<XmlDocument> Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MaxBytes)
        {
            return SamlErrors.Refused(SamlFault.TooLarge);
        }

        try
        {
            var text = Utf8.GetString(utf8.StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8);
            if ((HasDocumentType(text) ? SamlFault.ForbiddenXml : Check(text)) is { } fault)
            {
                return SamlErrors.Refused(fault);
            }

            var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
            using var reader = Reader(text);
            document.Load(reader);
            return document;
        }
        catch (Exception e) when (e is XmlException or DecoderFallbackException)
        {
            return SamlErrors.Refused(SamlFault.Malformed);
        }
    }

    private static SamlFault? Check(string text)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var elements = 0;
        using var reader = Reader(text);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.DocumentType or XmlNodeType.EntityReference or XmlNodeType.ProcessingInstruction:
                    return SamlFault.ForbiddenXml;
                case XmlNodeType.Element when ++elements > MaxElements || reader.Depth >= MaxDepth || reader.AttributeCount > MaxAttributes:
                    return SamlFault.TooLarge;
                case XmlNodeType.Element when !AreNew(reader, ids):
                    return SamlFault.RepeatedId;
            }
        }

        return null;
    }

    private static bool AreNew(XmlReader reader, HashSet<string> ids)
    {
        while (reader.MoveToNextAttribute())
        {
            if (reader.LocalName.Equals("id", StringComparison.OrdinalIgnoreCase) && !ids.Add(reader.Value))
            {
                return false;
            }
        }

        return true;
    }

    // Looked for before a parser sees it; the parser would refuse it too, but not say why.
    private static bool HasDocumentType(string text) => text.Contains("<!DOCTYPE", StringComparison.Ordinal);

    private static XmlReader Reader(string text) => XmlReader.Create(
        new StringReader(text),
        new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = MaxBytes,
            MaxCharactersFromEntities = 1024,
            CloseInput = true,
        });
}
