using System.Security.Cryptography;
using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>How a signature is made; the defaults are a good one.</summary>
internal sealed record SignatureShape
{
    public string SignatureMethod { get; init; } = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    public HashAlgorithmName SignatureHash { get; init; } = HashAlgorithmName.SHA256;

    public string DigestMethod { get; init; } = "http://www.w3.org/2001/04/xmlenc#sha256";

    public HashAlgorithmName DigestHash { get; init; } = HashAlgorithmName.SHA256;

    public string Canonicalization { get; init; } = SamlNames.ExclusiveCanonicalization;

    public IReadOnlyList<string> Transforms { get; init; } = [SamlNames.EnvelopedSignature, SamlNames.ExclusiveCanonicalization];

    public string InTransform { get; init; } = string.Empty;

    public string? Prefixes { get; init; }

    public string? Uri { get; init; }

    public string? DigestValue { get; init; }

    public int References { get; init; } = 1;

    public string Behind { get; init; } = string.Empty;
}
