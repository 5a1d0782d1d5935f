using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.NodeTools;
using MimeKit;

namespace HiveFlow.Mail.Tests.Smtp;

/// <summary>smtp-server on loopback with a certificate of an authority that was made for it.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder;
    private readonly NodeProcess process;

    private RealServer(DirectoryInfo folder, NodeProcess process)
    {
        this.folder = folder;
        this.process = process;
    }

    public int Port => int.Parse(process.FirstLine.Split(' ')[^1], CultureInfo.InvariantCulture);

    /// <summary>The authority's certificate.</summary>
    public string Roots => Path.Combine(folder.FullName, "root.pem");

    /// <summary>What it took, in order.</summary>
    public IReadOnlyList<MimeMessage> Mails =>
        [.. Directory.GetFiles(folder.FullName, "*.eml").Order(StringComparer.Ordinal).Select(f => MimeMessage.Load(f))];

    public static async Task<RealServer> StartAsync(string tls = "starttls", string behaviour = "take", string host = "127.0.0.1")
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-smtp-");
        var (certificate, key) = await MakeCertificateAsync(folder, host);
        var script = Path.Combine(AppContext.BaseDirectory, "Smtp", "server.mjs");
        var process = await NodeProcess.StartAsync("ready", script, NodePackages.Folder, certificate, key, folder.FullName, tls, behaviour);
        return new RealServer(folder, process);
    }

    /// <summary>The settings of a client that trusts the authority.</summary>
    public SmtpOptions Options() => new() { Host = "127.0.0.1", Port = Port, TrustedRoots = Roots };

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static async Task<(string Certificate, string Key)> MakeCertificateAsync(DirectoryInfo folder, string host)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=Test authority", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        rootRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address))
        {
            names.AddIpAddress(address);
        }
        else
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(root, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));

        var (certificate, keyFile) = (Path.Combine(folder.FullName, "leaf.pem"), Path.Combine(folder.FullName, "leaf.key"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "root.pem"), root.ExportCertificatePem());
        await File.WriteAllTextAsync(certificate, leaf.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        return (certificate, keyFile);
    }
}
