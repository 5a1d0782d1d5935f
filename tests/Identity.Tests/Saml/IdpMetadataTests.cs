using System.Net;
using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>What is read from the metadata of identity providers.</summary>
public sealed class IdpMetadataTests
{
    private const string Redirect = "<md:SingleSignOnService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" Location=\"https://idp.example.com/sso\"/>";

    [Fact]
    public void Entity_address_and_certificates_are_read()
    {
        var read = Read(Entity(Key(Provider.Idp, "use=\"signing\"") + Key(Provider.Attacker, "")));

        Assert.True(read.IsSuccess, read.Error?.ToString());
        Assert.Equal((ResponseText.Idp, "https://idp.example.com/sso"), (read.Value.EntityId, read.Value.SsoUrl));
        Assert.Equal([Provider.Idp.Pem, Provider.Attacker.Pem], read.Value.Certificates);
    }

    [Fact]
    public void One_provider_in_a_list_is_found() =>
        Assert.True(Read($"<md:EntitiesDescriptor xmlns:md=\"{SamlNames.Metadata}\">{Entity(Key(Provider.Idp, ""))}<md:EntityDescriptor entityID=\"x\"/></md:EntitiesDescriptor>").IsSuccess);

    [Fact]
    public void Several_providers_are_refused() =>
        Refused("must describe one", $"<md:EntitiesDescriptor xmlns:md=\"{SamlNames.Metadata}\">{Entity(Key(Provider.Idp, ""))}{Entity(Key(Provider.Idp, ""))}</md:EntitiesDescriptor>");

    [Fact]
    public void Certificates_for_encryption_are_not_for_signing() => Refused("no signing certificate", Entity(Key(Provider.Idp, "use=\"encryption\"")));

    [Fact]
    public void A_weak_certificate_is_left_out()
    {
        using var weak = TestIdp.Rsa(1024);

        Refused("no signing certificate", Entity(Key(weak, "")));
    }

    [Fact]
    public void Metadata_without_a_redirect_address_is_refused() =>
        Refused("HTTP-Redirect", Entity(Key(Provider.Idp, "")).Replace("HTTP-Redirect", "HTTP-POST", StringComparison.Ordinal));

    [Theory]
    [InlineData("2026-03-01T12:00:00Z")]
    [InlineData("not a time")]
    public void Metadata_that_is_over_is_refused(string until) =>
        Refused("no longer valid", Entity(Key(Provider.Idp, "")).Replace("entityID", $"validUntil=\"{until}\" entityID", StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("<x/>")]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>")]
    public void What_is_no_metadata_is_refused(string text) => Assert.Equal("saml_metadata_invalid", Read(text).Error!.Code.Value);

    [Fact]
    public void Metadata_fills_what_the_admin_left_out()
    {
        var settings = SamlSettingsCheck.Check(new SamlSettingsInput(SsoUrl: "https://idp.example.com/other", Metadata: Entity(Key(Provider.Idp, ""))), "saml", ResponseText.Now);

        Assert.True(settings.IsSuccess, settings.Error?.ToString());
        Assert.Equal((ResponseText.Idp, "https://idp.example.com/other"), (settings.Value.EntityId, settings.Value.SsoUrl));
    }

    [Fact]
    public void An_address_in_metadata_is_checked_like_any_other() => Assert.Contains(
        "saml.ssoUrl",
        SamlSettingsCheck.Check(new SamlSettingsInput(Metadata: Entity(Key(Provider.Idp, "")).Replace("https://idp.example.com/sso", "javascript:alert(1)", StringComparison.Ordinal)), "saml", ResponseText.Now).Error!.Fields.Keys);

    [Theory]
    [InlineData("http://idp.example.com/metadata", "saml_metadata_invalid")]
    [InlineData("file:///etc/passwd", "saml_metadata_invalid")]
    [InlineData("https://127.0.0.1:{port}/metadata", "outgoing_address_refused")]
    [InlineData("https://[::1]:{port}/metadata", "outgoing_address_refused")]
    [InlineData("https://169.254.169.254/latest/meta-data", "outgoing_address_refused")]
    public async Task Metadata_is_fetched_from_public_addresses_by_https_only(string url, string code)
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var world = new SamlWorld();

        var fetched = await world.Import.FetchAsync(
            url.Replace("{port}", ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal),
            SamlWorld.OrganizationId,
            "url",
            default);

        Assert.Equal(code, fetched.Error!.Code.Value);
        Assert.False(listener.Pending());
    }

    private static Result<IdpMetadata> Read(string text) => IdpMetadata.Read(Encoding.UTF8.GetBytes(text), "metadata", ResponseText.Now);

    private static void Refused(string why, string text)
    {
        var read = Read(text);
        Assert.False(read.IsSuccess);
        Assert.Contains(why, read.Error.Fields["metadata"][0], StringComparison.Ordinal);
    }

    private static string Key(TestIdp idp, string use) =>
        $"<md:KeyDescriptor {use}><ds:KeyInfo xmlns:ds=\"{SamlNames.Signature}\"><ds:X509Data><ds:X509Certificate>\n{Convert.ToBase64String(idp.Certificate.RawData)}\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>";

    private static string Entity(string keys) =>
        $"<md:EntityDescriptor xmlns:md=\"{SamlNames.Metadata}\" entityID=\"{ResponseText.Idp}\"><md:IDPSSODescriptor protocolSupportEnumeration=\"{SamlNames.Protocol}\">{keys}{Redirect}</md:IDPSSODescriptor></md:EntityDescriptor>";
}
