using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Identity.Saml;

/// <summary>A pinned certificate as admins see it.</summary>
/// <param name="Fingerprint">SHA-256 of it, in hex.</param>
/// <param name="Subject">Whom it names.</param>
/// <param name="ExpiresAt">Its end; shown so that it is exchanged in time, and not enforced: a pin ends when it is taken out.</param>
/// <param name="Pem">The certificate.</param>
public sealed record PinnedCertificateView(string Fingerprint, string Subject, DateTimeOffset ExpiresAt, string Pem)
{
    internal static PinnedCertificateView Of(X509Certificate2 certificate, string pem) =>
        new(certificate.GetCertHashString(HashAlgorithmName.SHA256), certificate.Subject, certificate.NotAfter.ToUniversalTime(), pem);
}
