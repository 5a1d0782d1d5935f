using System.Security.Cryptography;
using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>What an admin may write into a connection.</summary>
public sealed class SamlSettingsTests
{
    private static readonly SamlSettingsInput Good = new(ResponseText.Idp, "https://idp.example.com/sso", [Provider.Idp.Pem], EmailAttribute: "email");

    [Fact]
    public void Good_settings_are_taken()
    {
        var settings = SamlSettingsCheck.Check(Good with { Certificates = [" \n" + Provider.Idp.Pem + "\n", Provider.Attacker.Pem] }, "saml", ResponseText.Now);

        Assert.True(settings.IsSuccess, settings.Error?.ToString());
        Assert.Equal([Provider.Idp.Pem, Provider.Attacker.Pem], settings.Value.Certificates);
    }

    [Theory]
    [InlineData("http://idp.example.com/sso")]
    [InlineData("http://127.0.0.1:7000/sso")]
    [InlineData("https://user@idp.example.com/sso")]
    [InlineData("https://idp.example.com/sso#x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//idp.example.com")]
    [InlineData("https://idp.example.com/s so")]
    [InlineData("")]
    [InlineData(null)]
    public void An_address_must_be_https(string? url) => Refused("saml.ssoUrl", Good with { SsoUrl = url });

    [Fact]
    public void An_address_of_this_machine_is_taken_where_we_are_reached_without_tls_ourselves()
    {
        Assert.True(SamlSettingsCheck.Check(Good with { SsoUrl = "http://127.0.0.1:7000/sso" }, "saml", ResponseText.Now, allowsLoopback: true).IsSuccess);
        Assert.False(SamlSettingsCheck.Check(Good with { SsoUrl = "http://idp.example.com/sso" }, "saml", ResponseText.Now, allowsLoopback: true).IsSuccess);
    }

    [Fact]
    public void One_to_five_certificates_are_needed()
    {
        Refused("saml.certificates", Good with { Certificates = [] });
        Refused("saml.certificates", Good with { Certificates = [.. Enumerable.Repeat(Provider.Idp.Pem, 6)] });
        Refused("saml.certificates", Good with { Certificates = null });
    }

    [Fact]
    public void What_is_no_certificate_is_named_by_its_place()
    {
        using var weak = TestIdp.Rsa(1024);
        using var key = RSA.Create(2048);
        using var curve = TestIdp.Ecdsa(ECCurve.CreateFromFriendlyName("secp256k1"));
        string[] bad = ["", "x", weak.Pem, key.ExportPkcs8PrivateKeyPem(), Provider.Idp.Pem + key.ExportPkcs8PrivateKeyPem(), Provider.Idp.Pem + Provider.Attacker.Pem, curve.Pem,
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"];

        Assert.All(bad, text => Refused("saml.certificates[1]", Good with { Certificates = [Provider.Idp.Pem, text] }));
    }

    [Fact]
    public void All_faults_are_told_together()
    {
        var refused = SamlSettingsCheck.Check(new SamlSettingsInput("a\nb", "x", [], EmailAttribute: "", NameAttribute: " ", StrongContexts: [""]), "saml", ResponseText.Now);

        Assert.Equal(
            ["saml.certificates", "saml.emailAttribute", "saml.entityId", "saml.nameAttribute", "saml.ssoUrl", "saml.strongContexts"],
            refused.Error!.Fields.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_view_shows_the_certificates_ends()
    {
        var view = SamlSettingsView.Of(SamlSettingsCheck.Check(Good, "saml", ResponseText.Now).Value!);

        var certificate = Assert.Single(view.Certificates);
        Assert.Equal(new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero), certificate.ExpiresAt);
        Assert.Equal("CN=idp", certificate.Subject);
        Assert.Matches("^[0-9A-F]{64}$", certificate.Fingerprint);
    }

    private static void Refused(string field, SamlSettingsInput input)
    {
        var refused = SamlSettingsCheck.Check(input, "saml", ResponseText.Now);
        Assert.False(refused.IsSuccess);
        Assert.Equal([field], refused.Error.Fields.Keys);
    }
}
