using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml;

namespace HiveFlow.Identity.Saml;

/// <summary>A request to an identity provider to log somebody in (saml-core-2.0-os section 3.4), sent by HTTP-Redirect.</summary>
/// <param name="Id">Its id, 160 random bits; the answer must name it.</param>
/// <param name="IssuedAt">When it was made.</param>
internal sealed record AuthnRequest(string Id, DateTimeOffset IssuedAt)
{
    private const int IdBytes = 20;

    /// <summary>A new one.</summary>
    public static AuthnRequest New(DateTimeOffset now) =>
        new("_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)), now);

    /// <summary>The address that the browser is sent to (saml-bindings-2.0-os section 3.4): deflated, base64, in the query.</summary>
    /// <param name="ssoUrl">The provider's address.</param>
    /// <param name="place">What we are to it.</param>
    /// <param name="relayState">Comes back with the answer; at most 80 bytes, nobody's to guess.</param>
    public string Redirect(string ssoUrl, ServiceProviderPlace place, string relayState)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(Xml(ssoUrl, place)));
        }

        var request = Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
        var joint = ssoUrl.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return $"{ssoUrl}{joint}SAMLRequest={Uri.EscapeDataString(request)}&RelayState={Uri.EscapeDataString(relayState)}";
    }

    private string Xml(string ssoUrl, ServiceProviderPlace place)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("samlp", "AuthnRequest", SamlNames.Protocol);
            xml.WriteAttributeString("ID", Id);
            xml.WriteAttributeString("Version", SamlNames.Version);
            xml.WriteAttributeString("IssueInstant", XmlConvert.ToString(IssuedAt.UtcDateTime, "yyyy-MM-ddTHH:mm:ssZ"));
            xml.WriteAttributeString("Destination", ssoUrl);
            xml.WriteAttributeString("AssertionConsumerServiceURL", place.AcsUrl);
            xml.WriteAttributeString("ProtocolBinding", SamlNames.PostBinding);
            xml.WriteElementString("saml", "Issuer", SamlNames.Assertion, place.EntityId);
            xml.WriteStartElement("samlp", "NameIDPolicy", SamlNames.Protocol);
            xml.WriteAttributeString("AllowCreate", "true");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.ToString();
    }
}
