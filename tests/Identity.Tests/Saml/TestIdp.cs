using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Xml;
using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>A key with its certificate that signs elements as an identity provider does, or as an attacker would like to.</summary>
internal sealed class TestIdp : IDisposable
{
    private readonly AsymmetricAlgorithm key;

    private TestIdp(AsymmetricAlgorithm key, X509Certificate2 certificate)
    {
        this.key = key;
        Certificate = certificate;
    }

    public X509Certificate2 Certificate { get; }

    public string Pem => Certificate.ExportCertificatePem();

    public static TestIdp Rsa(int bits = 2048)
    {
        var key = RSA.Create(bits);
        return new(key, Dated(new CertificateRequest("CN=idp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    public static TestIdp Ecdsa(ECCurve curve)
    {
        var key = ECDsa.Create(curve);
        return new(key, Dated(new CertificateRequest("CN=idp", key, HashAlgorithmName.SHA256)));
    }

    /// <summary>Signs the element with an id: the signature stands behind its issuer.</summary>
    public string Sign(string xml, string id, SignatureShape? shape = null)
    {
        shape ??= new SignatureShape();
        var document = Load(xml);
        var element = (XmlElement)document.SelectSingleNode($"//*[@ID='{id}']")!;
        var signature = (XmlElement)document.ImportNode(Load(Signature(element, id, shape)).DocumentElement!, deep: true);
        element.InsertAfter(signature, element.ChildNodes.OfType<XmlElement>().First(e => e.LocalName == "Issuer"));
        return document.OuterXml;
    }

    public static XmlDocument Load(string xml)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(xml);
        return document;
    }

    public void Dispose()
    {
        key.Dispose();
        Certificate.Dispose();
    }

    private string Signature(XmlElement element, string id, SignatureShape shape)
    {
        var digest = shape.DigestValue ?? Convert.ToBase64String(CryptographicOperations.HashData(shape.DigestHash, ExclusiveForm.Of(element, shape.Prefixes)));
        var prefixes = shape.Prefixes is { } list
            ? $"<ec:InclusiveNamespaces xmlns:ec=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"{list}\"/>"
            : string.Empty;
        var transforms = string.Concat(shape.Transforms.Select(t =>
            $"<ds:Transform Algorithm=\"{t}\">{(t == SamlNames.ExclusiveCanonicalization ? prefixes : string.Empty)}{shape.InTransform}</ds:Transform>"));
        var reference = $"<ds:Reference URI=\"{shape.Uri ?? "#" + id}\"><ds:Transforms>{transforms}</ds:Transforms>"
            + $"<ds:DigestMethod Algorithm=\"{shape.DigestMethod}\"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>";
        var info = "<ds:SignedInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
            + $"<ds:CanonicalizationMethod Algorithm=\"{shape.Canonicalization}\"/><ds:SignatureMethod Algorithm=\"{shape.SignatureMethod}\"/>"
            + string.Concat(Enumerable.Repeat(reference, shape.References)) + "</ds:SignedInfo>";
        var value = Convert.ToBase64String(SignBytes(ExclusiveForm.Of(Load(info).DocumentElement!, null), shape));
        return $"<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">{info}<ds:SignatureValue>{value}</ds:SignatureValue>"
            + $"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(Certificate.RawData)}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>"
            + $"{shape.Behind}</ds:Signature>";
    }

    private byte[] SignBytes(byte[] data, SignatureShape shape) => key switch
    {
        RSA rsa => rsa.SignData(data, shape.SignatureHash, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => ecdsa.SignData(data, shape.SignatureHash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        _ => throw new NotSupportedException(),
    };

    private static X509Certificate2 Dated(CertificateRequest request) =>
        request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
