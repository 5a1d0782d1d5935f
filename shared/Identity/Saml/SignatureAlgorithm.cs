using System.Security.Cryptography;

namespace HiveFlow.Identity.Saml;

/// <summary>The algorithms that are taken (RFC 9231, xmldsig-core1): RSA or ECDSA with SHA-256, SHA-384 or SHA-512. No SHA-1, no MAC.</summary>
internal sealed record SignatureAlgorithm(bool IsEcdsa, HashAlgorithmName Hash)
{
    private const string More = "http://www.w3.org/2001/04/xmldsig-more#";

    /// <summary>A signature's; null for any other.</summary>
    public static SignatureAlgorithm? Of(string? name) => name switch
    {
        More + "rsa-sha256" => new(false, HashAlgorithmName.SHA256),
        More + "rsa-sha384" => new(false, HashAlgorithmName.SHA384),
        More + "rsa-sha512" => new(false, HashAlgorithmName.SHA512),
        More + "ecdsa-sha256" => new(true, HashAlgorithmName.SHA256),
        More + "ecdsa-sha384" => new(true, HashAlgorithmName.SHA384),
        More + "ecdsa-sha512" => new(true, HashAlgorithmName.SHA512),
        _ => null,
    };

    /// <summary>A digest's; null for any other.</summary>
    public static HashAlgorithmName? DigestOf(string? name) => name switch
    {
        "http://www.w3.org/2001/04/xmlenc#sha256" => HashAlgorithmName.SHA256,
        More + "sha384" => HashAlgorithmName.SHA384,
        "http://www.w3.org/2001/04/xmlenc#sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
