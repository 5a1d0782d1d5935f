using System.Security.Cryptography.Xml;
using System.Xml;

namespace HiveFlow.Identity.Saml;

/// <summary>The octets of an element in Exclusive XML Canonicalization 1.0 without comments (W3C xml-exc-c14n): what a signature is about.</summary>
internal static class ExclusiveForm
{
    private const string XmlPrefix = "xml";

    /// <summary>The octets of an element, taken out of its document with the namespaces that are in scope there.</summary>
    /// <param name="element">The element.</param>
    /// <param name="inclusivePrefixes">Prefixes that are kept though unused, separated by spaces; null for none.</param>
    /// <param name="without">A child to leave out: the enveloped signature.</param>
    public static byte[] Of(XmlElement element, string? inclusivePrefixes, XmlElement? without = null)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var root = (XmlElement)alone.AppendChild(alone.ImportNode(element, deep: true))!;
        if (without is not null)
        {
            root.RemoveChild(root.ChildNodes[IndexOf(element, without)]!);
        }

        Declare(root, element);
        var transform = new XmlDsigExcC14NTransform(includeComments: false, inclusivePrefixes);
        transform.LoadInput(alone);
        using var octets = (MemoryStream)transform.GetOutput(typeof(Stream));
        return octets.ToArray();
    }

    private static int IndexOf(XmlElement parent, XmlElement child)
    {
        for (var index = 0; index < parent.ChildNodes.Count; index++)
        {
            if (ReferenceEquals(parent.ChildNodes[index], child))
            {
                return index;
            }
        }

        throw new ArgumentException("The element to leave out is no child of the signed one.", nameof(child));
    }

    private static void Declare(XmlElement root, XmlElement original)
    {
        for (XmlNode? ancestor = original.ParentNode; ancestor is XmlElement element; ancestor = element.ParentNode)
        {
            foreach (var declaration in element.Attributes.Cast<XmlAttribute>().Where(a => a.NamespaceURI == SamlNames.NamespaceDeclarations))
            {
                // The nearest declaration of a prefix wins.
                if (declaration.LocalName != XmlPrefix && !root.HasAttribute(declaration.LocalName, SamlNames.NamespaceDeclarations))
                {
                    var copy = root.OwnerDocument.CreateAttribute(declaration.Name, SamlNames.NamespaceDeclarations);
                    copy.Value = declaration.Value;
                    root.SetAttributeNode(copy);
                }
            }
        }
    }
}
