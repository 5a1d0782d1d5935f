using System.Xml;
using HiveFlow.Identity.Saml;
using static HiveFlow.Identity.Tests.Saml.Provider;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>
/// Signature wrapping, after "On Breaking SAML: Be Whoever You Want to Be" (Somorovsky and others, 2012), numbered as the tools that
/// try it number it: a signed element is kept somewhere, another one stands where it is read.
/// </summary>
public sealed class WrappingTests
{
    private static readonly ResponseText Good = new();
    private readonly XmlDocument signedAssertion = TestIdp.Load(SignedAssertion(Good));
    private readonly XmlDocument signedResponse = TestIdp.Load(SignedResponse(Good));

    [Fact]
    public void Xsw1_a_forged_response_with_the_signed_one_inside_its_signature()
    {
        var forged = Forge(signedResponse.DocumentElement!, "_forged");
        var signature = Signature(forged);
        signature.AppendChild(Without(signedResponse.DocumentElement!));

        Refused(SamlFault.Structure, forged.OuterXml);
    }

    [Fact]
    public void Xsw2_a_forged_response_with_the_signed_one_before_its_signature()
    {
        var forged = Forge(signedResponse.DocumentElement!, "_forged");
        forged.InsertBefore(Without(signedResponse.DocumentElement!), Signature(forged));

        Refused(SamlFault.Structure, forged.OuterXml);
    }

    [Fact]
    public void Xsw3_a_forged_assertion_before_the_signed_one()
    {
        var assertion = Assertion(signedAssertion);
        assertion.ParentNode!.InsertBefore(Unsigned(Forge(assertion, "_forged")), assertion);

        Refused(SamlFault.Structure, signedAssertion.OuterXml);
    }

    [Fact]
    public void Xsw4_a_forged_assertion_around_the_signed_one()
    {
        var assertion = Assertion(signedAssertion);
        var forged = Unsigned(Forge(assertion, "_forged"));
        assertion.ParentNode!.ReplaceChild(forged, assertion);
        forged.AppendChild(assertion);

        Refused(SamlFault.Structure, signedAssertion.OuterXml);
    }

    [Fact]
    public void Xsw5_a_forged_assertion_with_the_signature_and_the_signed_one_at_the_end()
    {
        var assertion = Assertion(signedAssertion);
        var copy = Without(assertion);
        var forged = Forge(assertion, "_forged");
        assertion.ParentNode!.ReplaceChild(forged, assertion);
        signedAssertion.DocumentElement!.AppendChild(copy);

        Refused(SamlFault.Structure, signedAssertion.OuterXml);
    }

    [Fact]
    public void Xsw6_a_forged_assertion_with_the_signed_one_inside_its_signature()
    {
        var assertion = Assertion(signedAssertion);
        var copy = Without(assertion);
        var forged = Forge(assertion, "_forged");
        assertion.ParentNode!.ReplaceChild(forged, assertion);
        Signature(forged).AppendChild(copy);

        Refused(SamlFault.Structure, signedAssertion.OuterXml);
    }

    [Fact]
    public void Xsw7_a_forged_assertion_in_extensions_before_the_signed_one()
    {
        var assertion = Assertion(signedAssertion);
        var extensions = signedAssertion.CreateElement("samlp", "Extensions", SamlNames.Protocol);
        extensions.AppendChild(Unsigned(Forge(assertion, "_forged")));
        assertion.ParentNode!.InsertBefore(extensions, assertion);

        Refused(SamlFault.Structure, signedAssertion.OuterXml);
    }

    [Fact]
    public void Xsw8_a_forged_assertion_with_the_signed_one_in_an_object_of_its_signature()
    {
        var assertion = Assertion(signedAssertion);
        var copy = Without(assertion);
        var forged = Forge(assertion, "_forged");
        assertion.ParentNode!.ReplaceChild(forged, assertion);
        Signature(forged).AppendChild(signedAssertion.CreateElement("ds", "Object", SamlNames.Signature))!.AppendChild(copy);

        Refused(SamlFault.Structure, signedAssertion.OuterXml);
    }

    [Fact]
    public void A_copy_under_the_same_id_is_refused()
    {
        var assertion = Assertion(signedAssertion);
        assertion.ParentNode!.InsertBefore(Forge(assertion, ResponseText.AssertionId), assertion);

        Refused(SamlFault.RepeatedId, signedAssertion.OuterXml);
    }

    [Theory]
    [InlineData("Id")]
    [InlineData("id")]
    [InlineData("xml:id")]
    [InlineData("samlp:ID")]
    public void An_id_written_otherwise_is_the_same_id(string attribute) => Refused(
        SamlFault.RepeatedId,
        signedAssertion.OuterXml.Replace("<samlp:Status>", $"<samlp:Status {attribute}=\"{ResponseText.AssertionId}\">", StringComparison.Ordinal));

    [Fact]
    public void A_signature_about_an_element_that_only_is_not_there_any_more_is_refused()
    {
        var assertion = Assertion(signedAssertion);
        assertion.SetAttribute("ID", "_renamed");

        Refused(SamlFault.Reference, signedAssertion.OuterXml);
    }

    [Fact]
    public void A_signed_response_whose_assertion_was_exchanged_is_refused()
    {
        var assertion = Assertion(signedResponse);
        assertion.ParentNode!.ReplaceChild(Forge(assertion, "_other"), assertion);

        Refused(SamlFault.Digest, signedResponse.OuterXml);
    }

    [Fact]
    public void A_response_may_not_carry_a_signed_assertion_of_another_and_an_own_one()
    {
        var own = TestIdp.Load(Good.Xml()).DocumentElement!.OuterXml.Replace("_assertion", "_own", StringComparison.Ordinal);
        var both = TestIdp.Load(own);
        both.DocumentElement!.AppendChild(both.ImportNode(Assertion(signedAssertion), deep: true));

        Refused(SamlFault.Structure, both.OuterXml);
    }

    [Theory]
    [InlineData("urn:oasis:names:tc:SAML:1.0:assertion")]
    [InlineData("")]
    public void An_assertion_of_another_namespace_beside_the_signed_one_is_refused(string ns) => Refused(
        SamlFault.Structure,
        signedAssertion.OuterXml.Replace("<samlp:Status>", $"<Assertion xmlns=\"{ns}\"/><samlp:Status>", StringComparison.Ordinal));

    [Fact]
    public void A_signature_that_stands_somewhere_else_is_refused()
    {
        var signature = Signature(Assertion(signedAssertion));
        signedAssertion.SelectSingleNode("//*[local-name()='Subject']")!.AppendChild(signature);

        Refused(SamlFault.SignatureForm, signedAssertion.OuterXml);
    }

    [Fact]
    public void A_signature_of_the_assertion_does_not_count_as_one_of_the_response()
    {
        var signature = Signature(Assertion(signedAssertion));
        signedAssertion.DocumentElement!.InsertAfter(signature, signedAssertion.DocumentElement.FirstChild);

        Refused(SamlFault.Reference, signedAssertion.OuterXml);
    }

    [Fact]
    public void Two_signatures_in_one_element_are_refused()
    {
        var signature = Signature(Assertion(signedAssertion));
        signature.ParentNode!.InsertAfter(signature.CloneNode(deep: true), signature);

        Refused(SamlFault.SignatureForm, signedAssertion.OuterXml);
    }

    [Theory]
    [InlineData("EncryptedAssertion")]
    [InlineData("EncryptedID")]
    [InlineData("EncryptedAttribute")]
    public void What_is_encrypted_is_refused_clearly(string name) => Refused(
        SamlFault.Encrypted, new ResponseText().Xml($"<saml:{name}><xenc:EncryptedData xmlns:xenc=\"http://www.w3.org/2001/04/xmlenc#\"/></saml:{name}>"));

    private static XmlElement Assertion(XmlDocument document) => (XmlElement)document.SelectSingleNode("//*[@ID='_assertion']")!;

    private static XmlElement Signature(XmlElement element) => element.ChildNodes.OfType<XmlElement>().Single(e => e.LocalName == "Signature");

    /// <summary>A copy that names somebody else; its signature is copied too.</summary>
    private static XmlElement Forge(XmlElement element, string id)
    {
        var copy = (XmlElement)element.CloneNode(deep: true);
        copy.SetAttribute("ID", id);
        copy.SelectSingleNode(".//*[local-name()='NameID']")!.InnerText = "eve-0000";
        if (copy.LocalName == "Response")
        {
            ((XmlElement)copy.SelectSingleNode(".//*[local-name()='Assertion']")!).SetAttribute("ID", "_forged-assertion");
        }

        return copy;
    }

    private static XmlElement Without(XmlElement element) => Unsigned((XmlElement)element.CloneNode(deep: true));

    private static XmlElement Unsigned(XmlElement element)
    {
        element.RemoveChild(Signature(element));
        return element;
    }
}
