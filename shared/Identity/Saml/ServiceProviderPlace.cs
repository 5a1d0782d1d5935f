using System.Text;
using System.Xml;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// What we are to one connection's identity provider. Each connection has an entity id of its own, so that what was made for one is
/// nothing at another, though both be of the same provider.
/// </summary>
/// <param name="EntityId">Our name there, which is where the metadata is to be had.</param>
/// <param name="AcsUrl">Where answers are posted to.</param>
internal sealed record ServiceProviderPlace(string EntityId, string AcsUrl)
{
    /// <summary>The place of a connection.</summary>
    public static ServiceProviderPlace Of(Uri publicUrl, string connectionId)
    {
        var root = publicUrl.AbsoluteUri.TrimEnd('/');
        return new($"{root}/api/auth/saml/{connectionId}/metadata", $"{root}/api/auth/saml/{connectionId}/acs");
    }

    /// <summary>Our metadata (saml-metadata-2.0-os). Requests are not signed; answers have to be, as a whole or in their assertion.</summary>
    public string Metadata()
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("md", "EntityDescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("entityID", EntityId);
            xml.WriteStartElement("md", "SPSSODescriptor", SamlNames.Metadata);
            xml.WriteAttributeString("AuthnRequestsSigned", "false");
            xml.WriteAttributeString("WantAssertionsSigned", "true");
            xml.WriteAttributeString("protocolSupportEnumeration", SamlNames.Protocol);
            xml.WriteElementString("md", "NameIDFormat", SamlNames.Metadata, SamlNames.PersistentFormat);
            xml.WriteElementString("md", "NameIDFormat", SamlNames.Metadata, SamlNames.EmailFormat);
            xml.WriteStartElement("md", "AssertionConsumerService", SamlNames.Metadata);
            xml.WriteAttributeString("Binding", SamlNames.PostBinding);
            xml.WriteAttributeString("Location", AcsUrl);
            xml.WriteAttributeString("index", "0");
            xml.WriteAttributeString("isDefault", "true");
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }
}
