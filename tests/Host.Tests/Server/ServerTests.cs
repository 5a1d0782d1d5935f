using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.HostFixture;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;

namespace HiveFlow.Host.Tests.Server;

public sealed class ServerTests : IDisposable
{
    private const string Subject = "CN=localhost";
    private readonly TestFolder folder = TestFolder.Create();

    [Fact]
    public async Task With_a_certificate_it_speaks_TLS_and_HTTP_2_and_nothing_plain()
    {
        await using var host = await StartAsync(Certificate());
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == Subject },
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(host.Host.Address, "who"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await client.SendAsync(request);
        Assert.Equal("https 127.0.0.1 HTTP/2", await answer.Content.ReadAsStringAsync());

        using var plain = new HttpClient();
        var address = new UriBuilder(host.Host.Address) { Scheme = "http" }.Uri;
        await Assert.ThrowsAsync<HttpRequestException>(() => plain.GetAsync(new Uri(address, "who")));
    }

    public void Dispose() => folder.Dispose();

    private Task<FunctionHost> StartAsync(Dictionary<string, string?> settings) =>
        FunctionHost.StartAsync(builder => builder.ConfigureFunctionsWebApplication(), [typeof(Who)], settings: settings, folder: folder);

    private Dictionary<string, string?> Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Subject, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var (chain, secret) = (Path.Combine(folder.Path, "host.pem"), Path.Combine(folder.Path, "host.key"));
        File.WriteAllText(chain, certificate.ExportCertificatePem());
        File.WriteAllText(secret, key.ExportPkcs8PrivateKeyPem());
        return new() { ["HiveFlow:Host:Certificate"] = chain, ["HiveFlow:Host:CertificateKey"] = secret };
    }

    public sealed class Who
    {
        [Function("Who")]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "who")] HttpRequest request) =>
            Results.Text($"{request.Scheme} {request.HttpContext.Connection.RemoteIpAddress} {request.Protocol}");
    }
}
