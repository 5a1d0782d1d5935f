using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>The certificate of the mail stand-in, made at its start, and who trusts it: this process, for mail, and nobody else.</summary>
internal static class MailCertificate
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>Makes one for <c>localhost</c>, with its key.</summary>
    public static X509Certificate2 Make(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = clock.GetUtcNow();
        return request.CreateSelfSigned(now.AddMinutes(-5), now + Life);
    }

    /// <summary>The machine's roots and this certificate.</summary>
    public static X509Certificate2Collection RootsWith(X509Certificate2 certificate)
    {
        var roots = new X509Certificate2Collection { X509CertificateLoader.LoadCertificate(certificate.RawData) };
        using var machine = new X509Store(StoreName.Root, StoreLocation.LocalMachine);
        machine.Open(OpenFlags.ReadOnly);
        roots.AddRange(machine.Certificates);
        return roots;
    }
}
