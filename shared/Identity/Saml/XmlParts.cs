using System.Diagnostics.CodeAnalysis;
using System.Xml;

namespace HiveFlow.Identity.Saml;

/// <summary>Strict steps through a document: children by full name, attributes without namespace, text that is nothing but text.</summary>
internal static class XmlParts
{
    /// <summary>Whether an element has that full name.</summary>
    public static bool Is(this XmlElement element, string ns, string name) =>
        element.LocalName == name && element.NamespaceURI == ns;

    /// <summary>The element children.</summary>
    public static XmlElement[] Elements(this XmlElement parent) => [.. parent.ChildNodes.OfType<XmlElement>()];

    /// <summary>The element children of that full name.</summary>
    public static XmlElement[] Elements(this XmlElement parent, string ns, string name) =>
        [.. parent.ChildNodes.OfType<XmlElement>().Where(e => e.Is(ns, name))];

    /// <summary>The one child of that full name; false when there is none or another.</summary>
    public static bool TryOne(this XmlElement parent, string ns, string name, [NotNullWhen(true)] out XmlElement? child)
    {
        var all = parent.Elements(ns, name);
        child = all.Length == 1 ? all[0] : null;
        return child is not null;
    }

    /// <summary>An attribute without namespace; null when it is absent.</summary>
    public static string? Value(this XmlElement element, string attribute) => element.GetAttributeNode(attribute, string.Empty)?.Value;

    /// <summary>
    /// All text of an element, trimmed; null when it holds an element. Comments are passed over and never end the text: what
    /// stands before and after one is one text, as it was signed.
    /// </summary>
    public static string? Text(this XmlElement element)
    {
        var nodes = element.ChildNodes.Cast<XmlNode>().ToList();
        return nodes.TrueForAll(n => n is XmlCharacterData)
            ? string.Concat(nodes.Where(n => n is not XmlComment).Select(n => n.Value)).Trim()
            : null;
    }

    /// <summary>An instant in UTC (saml-core section 1.3.3); null when the text is none.</summary>
    public static DateTimeOffset? Instant(string? text)
    {
        if (text is not { Length: >= 20 and <= 40 } || !text.EndsWith('Z'))
        {
            return null;
        }

        try
        {
            return XmlConvert.ToDateTimeOffset(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The bytes of a base64 text, white space aside; null when it is none.</summary>
    public static byte[]? Base64(string? text)
    {
        if (text is not { Length: > 0 })
        {
            return null;
        }

        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
