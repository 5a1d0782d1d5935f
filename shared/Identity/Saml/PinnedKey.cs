using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Identity.Saml;

/// <summary>
/// The public key of a pinned certificate. The pin is the trust: no chain, no revocation and no dates are looked at, since
/// identity providers sign with self-signed certificates that they exchange by hand.
/// </summary>
internal sealed class PinnedKey : IDisposable
{
    /// <summary>Smallest RSA key, in bits.</summary>
    public const int MinRsaBits = 2048;

    private readonly RSA? rsa;
    private readonly ECDsa? ecdsa;

    private PinnedKey(RSA? rsa, ECDsa? ecdsa)
    {
        this.rsa = rsa;
        this.ecdsa = ecdsa;
    }

    /// <summary>The key of a certificate; null when it is no RSA key of 2,048 bits or more and none on P-256, P-384 or P-521.</summary>
    public static PinnedKey? Of(X509Certificate2 certificate)
    {
        if (certificate.GetRSAPublicKey() is { } rsa)
        {
            if (rsa.KeySize is >= MinRsaBits and <= 16_384)
            {
                return new PinnedKey(rsa, null);
            }

            rsa.Dispose();
            return null;
        }

        if (certificate.GetECDsaPublicKey() is not { } ecdsa)
        {
            return null;
        }

        var curve = ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid;
        if (curve.Value is "1.2.840.10045.3.1.7" or "1.3.132.0.34" or "1.3.132.0.35"
            || curve.FriendlyName is "nistP256" or "nistP384" or "nistP521" or "ECDSA_P256" or "ECDSA_P384" or "ECDSA_P521")
        {
            return new PinnedKey(null, ecdsa);
        }

        ecdsa.Dispose();
        return null;
    }

    /// <summary>Whether this key made a signature: RSASSA-PKCS1-v1_5, or ECDSA as r and s one after the other (xmldsig-core1, 6.4.3).</summary>
    public bool Verifies(byte[] data, byte[] signature, SignatureAlgorithm algorithm) => algorithm.IsEcdsa
        ? ecdsa?.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation) == true
        : rsa?.VerifyData(data, signature, algorithm.Hash, RSASignaturePadding.Pkcs1) == true;

    /// <inheritdoc/>
    public void Dispose()
    {
        rsa?.Dispose();
        ecdsa?.Dispose();
    }
}
