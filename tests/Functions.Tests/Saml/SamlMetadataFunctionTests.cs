using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HiveFlow.Functions.Tests.Saml;

/// <summary>Reading the metadata of identity providers for an admin.</summary>
[Collection(ApiGroup.Name)]
public sealed class SamlMetadataFunctionTests(ApiHost api)
{
    private const string Path = "api/auth/saml/read-metadata";

    [Fact]
    public async Task Pasted_metadata_gives_the_settings_of_a_connection()
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=idp", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2049, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var metadata = $"""
            <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
            <KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{Convert.ToBase64String(certificate.RawData)}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>
            <SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/></IDPSSODescriptor></EntityDescriptor>
            """;

        using var read = await api.SendAsync("POST", Path, api.Ada.Token, JsonContent.Create(new { metadata }));

        var settings = (await ApiHost.ReadAsync(read, HttpStatusCode.OK))["settings"]!;
        Assert.Equal("https://idp.example.com/", settings["entityId"]!.GetValue<string>());
        Assert.Equal("https://idp.example.com/sso", settings["ssoUrl"]!.GetValue<string>());
        Assert.Equal(certificate.ExportCertificatePem(), settings["certificates"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Metadata_is_not_fetched_from_this_machine()
    {
        using var read = await api.SendAsync("POST", Path, api.Ada.Token, JsonContent.Create(new { url = "https://127.0.0.1/metadata" }));

        Assert.Equal("outgoing_address_refused", await Problem.CodeAsync(read, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Either_an_address_or_a_text_is_needed()
    {
        using var none = await api.SendAsync("POST", Path, api.Ada.Token, JsonContent.Create(new { }));
        using var both = await api.SendAsync("POST", Path, api.Ada.Token, JsonContent.Create(new { url = "https://idp.example.com/", metadata = "<x/>" }));

        Assert.Equal("validation_failed", await Problem.CodeAsync(none, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation_failed", await Problem.CodeAsync(both, HttpStatusCode.UnprocessableEntity));
    }
}
