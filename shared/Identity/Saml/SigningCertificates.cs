using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Identity.Saml;

/// <summary>Takes the certificates of an identity provider: one PEM block each, of a key that is strong enough.</summary>
internal static class SigningCertificates
{
    private const int MaxPemLength = 16 * 1024;

    /// <summary>The certificate as it is stored; null when the text is anything else, a private key beside it included.</summary>
    public static string? FromPem(string? text)
    {
        if (text is null || text.Length > MaxPemLength || !PemEncoding.TryFind(text, out var fields) || !IsAlone(text, fields))
        {
            return null;
        }

        return text[fields.Label] == "CERTIFICATE" ? FromDer(Convert.FromBase64String(text[fields.Base64Data])) : null;
    }

    /// <summary>As <see cref="FromPem"/>, of its bytes.</summary>
    public static string? FromDer(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            using var key = PinnedKey.Of(certificate);
            return key is null ? null : certificate.ExportCertificatePem();
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The keys of stored certificates; whoever asks disposes of them.</summary>
    public static IReadOnlyList<PinnedKey> KeysOf(IEnumerable<string> pems) => [.. pems.Select(KeyOf).OfType<PinnedKey>()];

    private static PinnedKey? KeyOf(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return PinnedKey.Of(certificate);
    }

    private static bool IsAlone(string text, PemFields fields) =>
        text.AsSpan(0, fields.Location.Start.Value).IsWhiteSpace() && text.AsSpan(fields.Location.End.Value).IsWhiteSpace();
}
