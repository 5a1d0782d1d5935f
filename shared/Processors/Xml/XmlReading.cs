using System.Text.Json;
using System.Xml;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Xml;

/// <summary>
/// Reads XML 1.0 with namespaces. No document type, so no entity beyond the five of XML, and nothing that would be fetched (OWASP, XML
/// External Entity Prevention).
/// </summary>
internal static class XmlReading
{
    /// <summary>Longest document, in characters.</summary>
    public const int MaxLength = 1 << 20;

    private const int MaxElements = 50_000;
    private const int MaxLevels = 30;

    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxLength,
        MaxCharactersFromEntities = 1_024,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        IgnoreWhitespace = true,
        CheckCharacters = true,
    };

    /// <summary>The document as JSON, or what is wrong with it without a word of it.</summary>
    public static (JsonElement? Value, string? Fault) Read(string text, IReadOnlySet<string> lists, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Strict);
            var (root, name, fault) = Tree(reader, cancellationToken);
            if (fault is not null)
            {
                return (null, fault);
            }

            return root!.Levels(lists) >= MaxLevels
                ? (null, $"nests deeper than {MaxLevels} levels")
                : (JsonValue.Write(writer =>
                {
                    writer.WriteStartObject();
                    writer.WritePropertyName(name!);
                    root.Write(writer, lists);
                    writer.WriteEndObject();
                }), null);
        }
        catch (XmlException e)
        {
            return (null, $"is no XML without a document type (line {e.LineNumber}, character {e.LinePosition})");
        }
    }

    private static (XmlElement? Root, string? Name, string? Fault) Tree(XmlReader reader, CancellationToken cancellationToken)
    {
        var open = new Stack<XmlElement>();
        var (root, name, count) = ((XmlElement?)null, (string?)null, 0);
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    cancellationToken.ThrowIfCancellationRequested();
                    count += 1 + reader.AttributeCount;
                    if (count > MaxElements || reader.Depth >= MaxLevels)
                    {
                        return (null, null, $"has more than {MaxElements} elements and attributes, or more than {MaxLevels} levels");
                    }

                    var element = open.TryPeek(out var parent) ? parent.Child(reader.Name) : new XmlElement();
                    name ??= reader.Name;
                    root ??= element;
                    if (!reader.IsEmptyElement)
                    {
                        open.Push(element);
                    }

                    while (reader.MoveToNextAttribute())
                    {
                        element.Attribute(reader.Name, reader.Value);
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    open.Peek().Text(reader.Value);
                    break;
                default:
                    break;
            }
        }

        return (root, name, null);
    }
}
