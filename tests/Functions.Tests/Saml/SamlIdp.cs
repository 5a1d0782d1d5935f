using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using HiveFlow.NodeTools;

namespace HiveFlow.Functions.Tests.Saml;

/// <summary>npm's saml-idp on loopback, with a key of its own, and a browser that logs in at it.</summary>
internal sealed partial class SamlIdp : IAsyncDisposable
{
    public const string EntityId = "urn:example:idp";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hiveflow-saml-idp-");
    private readonly HttpClient browser = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private NodeProcess? node;

    public string Pem { get; private set; } = string.Empty;

    public Uri Address { get; private set; } = null!;

    public string SsoUrl => new Uri(Address, "/saml/sso").AbsoluteUri;

    public static async Task<SamlIdp> StartAsync(string acsUrl, string audience, bool signsResponse)
    {
        var idp = new SamlIdp();
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=saml-idp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
        idp.Pem = certificate.ExportCertificatePem();
        var (certificateFile, keyFile) = (Path.Combine(idp.folder.FullName, "idp.pem"), Path.Combine(idp.folder.FullName, "idp.key"));
        await File.WriteAllTextAsync(certificateFile, idp.Pem);
        await File.WriteAllTextAsync(keyFile, key.ExportRSAPrivateKeyPem());
        idp.node = await NodeProcess.StartAsync(
            "http://localhost:",
            NodePackages.FileOf("saml-idp", "bin/run.js"),
            "--host", "127.0.0.1",
            "--port", "0",
            "--issuer", EntityId,
            "--acsUrl", acsUrl,
            "--audience", audience,
            "--cert", certificateFile,
            "--key", keyFile,
            $"--signResponse={(signsResponse ? "true" : "false")}");
        var port = Port().Match(idp.node.FirstLine).Groups[1].Value;
        idp.Address = new Uri($"http://127.0.0.1:{port}");
        return idp;
    }

    /// <summary>Follows the redirect of a login and logs in; gives the form that the provider's page would post.</summary>
    public async Task<IReadOnlyDictionary<string, string>> LogInAsync(Uri redirect, string userName, string email, string groups)
    {
        var page = await browser.GetStringAsync(redirect);
        var request = WebUtility.HtmlDecode(AuthnRequestField().Match(page).Groups[1].Value);
        Assert.NotEmpty(request);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["_authnRequest"] = request,
            ["userName"] = userName,
            ["nameIdFormat"] = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
            ["email"] = email,
            ["groups"] = groups,
        });
        using var signedIn = await browser.PostAsync(new Uri(Address, "/signin"), form);
        var answer = await signedIn.Content.ReadAsStringAsync();
        return HiddenField().Matches(answer).ToDictionary(m => m.Groups[1].Value, m => WebUtility.HtmlDecode(m.Groups[2].Value));
    }

    public Task<string> MetadataAsync() => browser.GetStringAsync(new Uri(Address, "/metadata"));

    public async ValueTask DisposeAsync()
    {
        browser.Dispose();
        if (node is not null)
        {
            await node.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    [GeneratedRegex(":([0-9]+)/metadata")]
    private static partial Regex Port();

    [GeneratedRegex("name=\"_authnRequest\"[^>]*value='([^']*)'")]
    private static partial Regex AuthnRequestField();

    [GeneratedRegex("type=\"hidden\"\\s+name=\"([A-Za-z]+)\"\\s+value=\"([^\"]*)\"")]
    private static partial Regex HiddenField();
}
