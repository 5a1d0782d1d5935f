using System.Security.Cryptography;
using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>What a signature says of itself, read from the very octets that it signs.</summary>
/// <param name="Octets">Those octets.</param>
/// <param name="Algorithm">How they were signed.</param>
/// <param name="ReferencedId">The id of the element that it is about.</param>
/// <param name="DigestAlgorithm">How that element was digested.</param>
/// <param name="Digest">The digest.</param>
/// <param name="InclusivePrefixes">Prefixes that its canonical form keeps.</param>
internal sealed record SignedInfo(
    byte[] Octets, SignatureAlgorithm Algorithm, string ReferencedId, HashAlgorithmName DigestAlgorithm, byte[] Digest, string? InclusivePrefixes)
{
    private const string Method = "Algorithm";
    private const string Canonicalization = "CanonicalizationMethod";

    /// <summary>Reads a <c>ds:SignedInfo</c>; anything in it that is not needed is a fault.</summary>
    public static Result<SignedInfo> Read(XmlElement element)
    {
        var canonical = CanonicalForm(element);
        if (!canonical.IsSuccess)
        {
            return canonical.Error;
        }

        var octets = ExclusiveForm.Of(element, canonical.Value.Prefixes);
        var parsed = StrictXml.Parse(octets);
        if (!parsed.IsSuccess)
        {
            return parsed.Error;
        }

        // From here on, only what was signed is read.
        return ReadOctets(octets, parsed.Value.DocumentElement!, canonical.Value.Prefixes);
    }

    private static Result<SignedInfo> ReadOctets(byte[] octets, XmlElement info, string? expectedPrefixes)
    {
        if (info.Elements() is not [var canonicalization, var method, var reference]
            || !canonicalization.Is(SamlNames.Signature, Canonicalization)
            || !method.Is(SamlNames.Signature, "SignatureMethod")
            || !reference.Is(SamlNames.Signature, "Reference")
            || method.Elements().Length > 0)
        {
            return SamlErrors.Refused(SamlFault.SignatureForm);
        }

        if (CanonicalForm(info) is not { IsSuccess: true } form || form.Value.Prefixes != expectedPrefixes)
        {
            return SamlErrors.Refused(SamlFault.SignatureForm);
        }

        return SignatureAlgorithm.Of(method.Value(Method)) is { } algorithm
            ? ReadReference(octets, algorithm, reference)
            : SamlErrors.Refused(SamlFault.Algorithm);
    }

    private static Result<SignedInfo> ReadReference(byte[] octets, SignatureAlgorithm algorithm, XmlElement reference)
    {
        if (reference.Elements() is not [var transforms, var digestMethod, var digestValue]
            || !transforms.Is(SamlNames.Signature, "Transforms")
            || !digestMethod.Is(SamlNames.Signature, "DigestMethod")
            || !digestValue.Is(SamlNames.Signature, "DigestValue")
            || digestMethod.Elements().Length > 0
            || XmlParts.Base64(digestValue.Text()) is not { } digest)
        {
            return SamlErrors.Refused(SamlFault.SignatureForm);
        }

        if (SignatureAlgorithm.DigestOf(digestMethod.Value(Method)) is not { } digestAlgorithm)
        {
            return SamlErrors.Refused(SamlFault.Algorithm);
        }

        // An empty URI would be the whole document, another one something elsewhere; only an id is taken.
        if (reference.Value("URI") is not ['#', .. { Length: > 0 } id])
        {
            return SamlErrors.Refused(SamlFault.Reference);
        }

        if (transforms.Elements() is not [var enveloped, var exclusive]
            || !enveloped.Is(SamlNames.Signature, "Transform")
            || enveloped.Value(Method) != SamlNames.EnvelopedSignature
            || enveloped.Elements().Length > 0
            || !exclusive.Is(SamlNames.Signature, "Transform")
            || exclusive.Value(Method) != SamlNames.ExclusiveCanonicalization)
        {
            return SamlErrors.Refused(SamlFault.Transform);
        }

        var prefixes = PrefixesOf(exclusive);
        return prefixes.IsSuccess
            ? new SignedInfo(octets, algorithm, id, digestAlgorithm, digest, prefixes.Value.Prefixes)
            : prefixes.Error;
    }

    private static Result<PrefixList> CanonicalForm(XmlElement info)
    {
        if (!info.TryOne(SamlNames.Signature, Canonicalization, out var method))
        {
            return SamlErrors.Refused(SamlFault.SignatureForm);
        }

        return method.Value(Method) == SamlNames.ExclusiveCanonicalization ? PrefixesOf(method) : SamlErrors.Refused(SamlFault.Algorithm);
    }

    private static Result<PrefixList> PrefixesOf(XmlElement method) => method.Elements() switch
    {
        [] => new PrefixList(null),
        [var one] when one.Is(SamlNames.ExclusiveCanonicalization, "InclusiveNamespaces") => new PrefixList(one.Value("PrefixList")),
        _ => SamlErrors.Refused(SamlFault.Transform),
    };

    private readonly record struct PrefixList(string? Prefixes);
}
