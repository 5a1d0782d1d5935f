using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;

namespace HiveFlow.Mail;

/// <summary>MailKit's client with TLS 1.2 and 1.3 only and, when configured, roots of our own; the platform decides about certificates.</summary>
internal sealed class TlsSmtpClient : SmtpClient
{
    private readonly X509Certificate2Collection? roots;

    /// <summary>With these roots instead of the machine's, or null.</summary>
    public TlsSmtpClient(X509Certificate2Collection? roots)
    {
        this.roots = roots;
        SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
    }

    /// <inheritdoc/>
    protected override SslClientAuthenticationOptions GetSslClientAuthenticationOptions(
        string host, RemoteCertificateValidationCallback remoteCertificateValidationCallback)
    {
        var options = base.GetSslClientAuthenticationOptions(host, remoteCertificateValidationCallback);
        if (roots is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(roots);
            options.CertificateChainPolicy = policy;
        }

        return options;
    }
}
