using System.Security.Cryptography;
using System.Xml;
using HiveFlow.Errors;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// Verifies the signature that stands directly in an element and is about that element. What comes back is a document made of the
/// octets that were verified: whoever reads it can read nothing else.
/// </summary>
internal static class EnvelopedSignature
{
    private const int MaxSignatureBytes = 2048;

    /// <summary>Whether a signature stands directly in an element.</summary>
    public static bool IsIn(XmlElement element) => element.Elements(SamlNames.Signature, "Signature").Length > 0;

    /// <summary>The verified element, in a document of its own.</summary>
    /// <param name="signed">The element with the signature in it.</param>
    /// <param name="pinned">The keys that may have signed; one of them must have. What the signature says of keys is not looked at.</param>
    public static Result<XmlElement> Verify(XmlElement signed, IReadOnlyList<PinnedKey> pinned)
    {
        if (!signed.TryOne(SamlNames.Signature, "Signature", out var signature)
            || signature.Elements() is not [var signedInfo, var value, .. { Length: <= 1 } rest]
            || !signedInfo.Is(SamlNames.Signature, "SignedInfo")
            || !value.Is(SamlNames.Signature, "SignatureValue")
            || (rest.Length == 1 && !rest[0].Is(SamlNames.Signature, "KeyInfo"))
            || XmlParts.Base64(value.Text()) is not { Length: <= MaxSignatureBytes } bytes)
        {
            return SamlErrors.Refused(SamlFault.SignatureForm);
        }

        var read = SignedInfo.Read(signedInfo);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var info = read.Value;
        if (!pinned.Any(key => key.Verifies(info.Octets, bytes, info.Algorithm)))
        {
            return SamlErrors.Refused(SamlFault.Signature);
        }

        if (signed.Value("ID") is not { Length: > 0 } id || id != info.ReferencedId)
        {
            return SamlErrors.Refused(SamlFault.Reference);
        }

        var octets = ExclusiveForm.Of(signed, info.InclusivePrefixes, without: signature);
        if (!CryptographicOperations.FixedTimeEquals(CryptographicOperations.HashData(info.DigestAlgorithm, octets), info.Digest))
        {
            return SamlErrors.Refused(SamlFault.Digest);
        }

        var parsed = StrictXml.Parse(octets);
        return parsed.IsSuccess ? parsed.Value.DocumentElement! : parsed.Error;
    }
}
