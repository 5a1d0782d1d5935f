using System.Security.Cryptography;
using System.Security.Cryptography.Xml;
using System.Xml;
using HiveFlow.Identity.Saml;
using static HiveFlow.Identity.Tests.Saml.Provider;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>Which signatures are believed.</summary>
public sealed class SignatureTests
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";
    private static readonly ResponseText Good = new();

    [Fact]
    public void A_signed_assertion_is_taken() => Assert.Equal("ada-7f3a", Taken(SignedAssertion(Good)).Subject);

    [Fact]
    public void A_signed_response_is_taken() => Assert.Equal("ada-7f3a", Taken(SignedResponse(Good)).Subject);

    [Fact]
    public void A_signed_response_with_a_signed_assertion_is_taken() =>
        Assert.Equal("ada-7f3a", Taken(Idp.Sign(SignedAssertion(Good), ResponseText.ResponseId)).Subject);

    [Fact]
    public void What_another_implementation_signed_is_taken()
    {
        var document = TestIdp.Load(Good.Xml());
        var assertion = (XmlElement)document.SelectSingleNode("//*[@ID='_assertion']")!;
        var signer = new SignedXml(assertion) { SigningKey = System.Security.Cryptography.X509Certificates.RSACertificateExtensions.GetRSAPrivateKey(Idp.Certificate) };
        signer.SignedInfo!.CanonicalizationMethod = SignedXml.XmlDsigExcC14NTransformUrl;
        signer.SignedInfo.SignatureMethod = SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("#_assertion") { DigestMethod = SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(new XmlDsigExcC14NTransform());
        signer.AddReference(reference);
        signer.ComputeSignature();
        assertion.InsertAfter(document.ImportNode(signer.GetXml(), deep: true), assertion.FirstChild);

        Assert.Equal("ada-7f3a", Taken(document.OuterXml).Subject);
    }

    [Theory]
    [InlineData("rsa-sha384", "SHA384", More + "sha384", "SHA384")]
    [InlineData("rsa-sha512", "SHA512", "http://www.w3.org/2001/04/xmlenc#sha512", "SHA512")]
    public void Rsa_with_longer_hashes_is_taken(string method, string hash, string digestMethod, string digestHash) =>
        Taken(SignedAssertion(Good, new SignatureShape
        {
            SignatureMethod = More + method,
            SignatureHash = new HashAlgorithmName(hash),
            DigestMethod = digestMethod,
            DigestHash = new HashAlgorithmName(digestHash),
        }));

    [Theory]
    [InlineData("ecdsa-sha256", "SHA256", "nistP256")]
    [InlineData("ecdsa-sha384", "SHA384", "nistP384")]
    [InlineData("ecdsa-sha512", "SHA512", "nistP521")]
    public void Ecdsa_is_taken(string method, string hash, string curve)
    {
        using var idp = TestIdp.Ecdsa(ECCurve.CreateFromFriendlyName(curve));

        Taken(SignedAssertion(Good, new SignatureShape { SignatureMethod = More + method, SignatureHash = new HashAlgorithmName(hash) }, idp), null, idp);
    }

    [Fact]
    public void Each_of_several_pinned_certificates_may_have_signed()
    {
        Taken(SignedAssertion(Good), null, Attacker, Idp);
        Taken(SignedAssertion(Good), null, Idp, Attacker);
    }

    [Fact]
    public void Prefixes_that_a_signature_keeps_are_kept()
    {
        var text = Good with { Attributes = "<saml:Attribute Name=\"email\"><saml:AttributeValue xmlns:xs=\"urn:xs\" a=\"xs:string\">a@b.c</saml:AttributeValue></saml:Attribute>" };

        Assert.Equal("a@b.c", Taken(SignedAssertion(text, new SignatureShape { Prefixes = "xs samlp" })).Single("email"));
    }

    [Fact]
    public void What_is_unsigned_is_refused() => Refused(SamlFault.Unsigned, Good.Xml());

    [Fact]
    public void What_another_key_signed_is_refused_though_its_certificate_stands_in_it() =>
        Refused(SamlFault.Signature, SignedAssertion(Good, by: Attacker));

    [Fact]
    public void A_good_signature_of_the_response_does_not_make_up_for_a_bad_one_of_the_assertion() =>
        Refused(SamlFault.Signature, Idp.Sign(SignedAssertion(Good, by: Attacker), ResponseText.ResponseId));

    [Fact]
    public void A_good_signature_of_the_assertion_does_not_make_up_for_a_bad_one_of_the_response() =>
        Refused(SamlFault.Signature, Attacker.Sign(SignedAssertion(Good), ResponseText.ResponseId));

    [Fact]
    public void A_signature_with_sha1_is_refused() => Refused(SamlFault.Algorithm, SignedAssertion(Good, new SignatureShape
    {
        SignatureMethod = "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        SignatureHash = HashAlgorithmName.SHA1,
    }));

    [Fact]
    public void A_digest_with_sha1_is_refused() => Refused(SamlFault.Algorithm, SignedAssertion(Good, new SignatureShape
    {
        DigestMethod = "http://www.w3.org/2000/09/xmldsig#sha1",
        DigestHash = HashAlgorithmName.SHA1,
    }));

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#hmac-sha1")]
    [InlineData(More + "hmac-sha256")]
    [InlineData(More + "rsa-md5")]
    [InlineData("")]
    public void Other_signature_methods_are_refused(string method) =>
        Refused(SamlFault.Algorithm, SignedAssertion(Good, new SignatureShape { SignatureMethod = method }));

    [Fact]
    public void The_name_of_a_method_is_bound_to_the_kind_of_key() =>
        Refused(SamlFault.Signature, SignedAssertion(Good, new SignatureShape { SignatureMethod = More + "ecdsa-sha256" }));

    [Theory]
    [InlineData("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")]
    [InlineData("http://www.w3.org/2006/12/xml-c14n11")]
    [InlineData("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")]
    public void Other_canonicalizations_are_refused(string method) =>
        Refused(SamlFault.Algorithm, SignedAssertion(Good, new SignatureShape { Canonicalization = method }));

    [Theory]
    [InlineData("http://www.w3.org/TR/1999/REC-xslt-19991116")]
    [InlineData("http://www.w3.org/TR/1999/REC-xpath-19991116")]
    [InlineData("http://www.w3.org/2002/06/xmldsig-filter2")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#base64")]
    [InlineData("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")]
    public void Other_transforms_are_refused(string transform)
    {
        Refused(SamlFault.Transform, SignedAssertion(Good, new SignatureShape
        {
            Transforms = [SamlNames.EnvelopedSignature, SamlNames.ExclusiveCanonicalization, transform],
        }));
        Refused(SamlFault.Transform, SignedAssertion(Good, new SignatureShape { Transforms = [SamlNames.EnvelopedSignature, transform] }));
    }

    [Fact]
    public void A_transform_that_holds_more_than_prefixes_is_refused() => Refused(SamlFault.Transform, SignedAssertion(Good, new SignatureShape
    {
        InTransform = "<xsl:stylesheet xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\" version=\"1.0\"/>",
    }));

    [Theory]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("#_response")]
    [InlineData("#xpointer(/)")]
    [InlineData("#xpointer(id('_assertion'))")]
    [InlineData("https://attacker.example/assertion")]
    [InlineData("file:///etc/passwd")]
    public void A_reference_to_anything_but_the_signed_element_is_refused(string uri) =>
        Refused(SamlFault.Reference, SignedAssertion(Good, new SignatureShape { Uri = uri }));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_signature_is_about_one_element(int references) =>
        Refused(SamlFault.SignatureForm, SignedAssertion(Good, new SignatureShape { References = references }));

    [Fact]
    public void An_object_in_a_signature_is_refused() =>
        Refused(SamlFault.SignatureForm, SignedAssertion(Good, new SignatureShape { Behind = "<ds:Object>anything</ds:Object>" }));

    [Fact]
    public void A_changed_assertion_is_refused() =>
        Refused(SamlFault.Digest, SignedAssertion(Good).Replace("ada-7f3a", "eve-0000", StringComparison.Ordinal));

    [Fact]
    public void A_changed_digest_is_refused() => Refused(
        SamlFault.Signature,
        SignedAssertion(Good, new SignatureShape { DigestValue = "AAAA" }).Replace("AAAA", "BBBB", StringComparison.Ordinal));

    [Fact]
    public void A_second_digest_in_a_comment_is_not_read() => Refused(
        SamlFault.Digest,
        SignedAssertion(Good).Replace("<ds:DigestValue>", "<ds:DigestValue><!--AAAA-->", StringComparison.Ordinal).Replace("ada-7f3a", "eve-0000", StringComparison.Ordinal));

    [Theory]
    [InlineData("<ds:SignedInfo", "<ds:SignedInfo/><ds:SignedInfo")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue>AAAA</ds:SignatureValue><ds:SignatureValue>")]
    [InlineData("<ds:KeyInfo>", "<ds:KeyInfo/><ds:KeyInfo>")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue><x/>")]
    public void A_signature_with_more_parts_than_its_own_is_refused(string part, string instead) =>
        Refused(SamlFault.SignatureForm, SignedAssertion(Good).Replace(part, instead, StringComparison.Ordinal));

    [Fact]
    public void A_key_that_is_too_short_is_none()
    {
        using var weak = TestIdp.Rsa(1024);

        Refused(SamlFault.Signature, SignedAssertion(Good, by: weak), null, weak);
    }
}
