using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace HiveFlow.Functions.Tests.Saml;

/// <summary>SAML logins over HTTP, against a real identity provider and without one.</summary>
public sealed class SamlFunctionTests(SamlHost host) : IClassFixture<SamlHost>
{
    private const string SomeCertificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";

    [SamlIdpFact]
    public async Task A_person_logs_in_by_a_real_identity_provider_that_signs_its_response()
    {
        await using var idp = await SamlIdp.StartAsync(SamlHost.AcsUrl, SamlHost.EntityId, signsResponse: true);

        await LogInAsync(idp, "jackson-1", "jackson-1@example.com");
    }

    [SamlIdpFact]
    public async Task A_person_logs_in_by_a_real_identity_provider_that_signs_its_assertion()
    {
        await using var idp = await SamlIdp.StartAsync(SamlHost.AcsUrl, SamlHost.EntityId, signsResponse: false);

        await LogInAsync(idp, "jackson-2", "jackson-2@example.com");
    }

    [SamlIdpFact]
    public async Task A_real_answer_for_another_service_is_refused()
    {
        await using var idp = await SamlIdp.StartAsync(SamlHost.AcsUrl, "https://other.example.com/", signsResponse: true);
        await host.ConnectAsync(SamlIdp.EntityId, idp.SsoUrl, idp.Pem);
        var (redirect, cookie) = await host.BeginAsync();

        using var ended = await host.PostAsync(await idp.LogInAsync(redirect, "eve", "eve@example.com", "staff"), cookie);

        Assert.Equal($"{SamlHost.Callback}?error=saml_response_refused&state=mine", ended.Headers.Location!.AbsoluteUri);
    }

    [Fact]
    public async Task The_way_to_the_provider_sets_a_cookie_that_comes_back_from_another_site()
    {
        await host.ConnectAsync("urn:idp", "https://idp.example.com/sso", SomeCertificate);

        using var started = await host.SendAsync(HttpMethod.Get, SamlHost.StartPath);

        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        Assert.StartsWith("https://idp.example.com/sso?SAMLRequest=", started.Headers.Location!.AbsoluteUri, StringComparison.Ordinal);
        Assert.Matches(
            "^__Host-hiveflow-saml=[A-Za-z0-9_-]{43}; max-age=600; path=/; secure; samesite=none; httponly$",
            Assert.Single(started.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task Our_metadata_is_to_be_had()
    {
        await host.ConnectAsync("urn:idp", "https://idp.example.com/sso", SomeCertificate);

        using var metadata = await host.SendAsync(HttpMethod.Get, $"api/auth/saml/{SamlHost.Connection}/metadata");

        Assert.Equal("application/samlmetadata+xml", metadata.Content.Headers.ContentType!.ToString());
        Assert.Contains($"entityID=\"{SamlHost.EntityId}\"", await metadata.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metadata")]
    [InlineData("start")]
    public async Task A_connection_that_is_not_there_is_404(string what)
    {
        using var response = await host.SendAsync(HttpMethod.Get, $"api/auth/saml/ffffffffffffffffffffffff/{what}");

        Assert.Equal("not_found", await Problem.CodeAsync(response, HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_bad_request_of_a_client_names_every_field()
    {
        await host.ConnectAsync("urn:idp", "https://idp.example.com/sso", SomeCertificate);

        using var response = await host.SendAsync(HttpMethod.Get, $"api/auth/saml/{SamlHost.Connection}/start?client=web&redirect_uri=https://evil.example/");

        Assert.Equal("validation_failed", await Problem.CodeAsync(response, HttpStatusCode.UnprocessableEntity));
        Assert.Equal(
            ["code_challenge", "code_challenge_method", "redirect_uri"],
            (await Problem.OfAsync(response))["errors"]!.AsObject().Select(e => e.Key).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("https://idp.example.com")]
    [InlineData("null")]
    public async Task An_answer_without_a_login_in_this_browser_is_refused_from_any_origin(string origin)
    {
        await host.ConnectAsync("urn:idp", "https://idp.example.com/sso", SomeCertificate);
        var (redirect, _) = await host.BeginAsync();
        var state = QueryHelpers.ParseQuery(redirect.Query)["RelayState"].ToString();

        using var response = await host.PostAsync(new Dictionary<string, string> { ["SAMLResponse"] = "AAAA", ["RelayState"] = state }, cookie: null, origin);

        Assert.Equal("sign_in_over", await Problem.CodeAsync(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_form_must_be_a_form_with_one_response_in_it()
    {
        Assert.Equal("unsupported_media_type", await CodeAsync("{}", "application/json", HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("validation_failed", await CodeAsync("RelayState=x", Form, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("validation_failed", await CodeAsync(string.Empty, Form, HttpStatusCode.UnprocessableEntity));
        Assert.Equal("malformed_request", await CodeAsync("SAMLResponse=a&SAMLResponse=b", Form, HttpStatusCode.BadRequest));
        Assert.Equal("malformed_request", await CodeAsync("SAMLResponse=a&RelayState=b&RelayState=c", Form, HttpStatusCode.BadRequest));
        Assert.Equal("malformed_request", await CodeAsync(string.Join('&', Enumerable.Range(0, 40).Select(i => $"a{i}=b")), Form, HttpStatusCode.BadRequest));
        Assert.Equal("body_too_large", await CodeAsync("SAMLResponse=" + new string('a', 1024 * 1024), Form, HttpStatusCode.RequestEntityTooLarge));
    }

    private const string Form = "application/x-www-form-urlencoded";

    private async Task<string> CodeAsync(string body, string type, HttpStatusCode expected)
    {
        using var content = new StringContent(body, Encoding.ASCII, MediaTypeHeaderValue.Parse(type));
        using var response = await host.SendAsync(HttpMethod.Post, $"api/auth/saml/{SamlHost.Connection}/acs", content);
        return await Problem.CodeAsync(response, expected);
    }

    private async Task LogInAsync(SamlIdp idp, string userName, string email)
    {
        await host.ConnectAsync(SamlIdp.EntityId, idp.SsoUrl, idp.Pem);
        var (redirect, cookie) = await host.BeginAsync();
        var form = await idp.LogInAsync(redirect, userName, email, "staff");

        using var ended = await host.PostAsync(form, cookie, idp.Address.GetLeftPart(UriPartial.Authority));
        using var again = await host.PostAsync(form, cookie, idp.Address.GetLeftPart(UriPartial.Authority));

        var query = QueryHelpers.ParseQuery(ended.Headers.Location!.Query);
        Assert.Equal("mine", query["state"]);
        Assert.True(query.ContainsKey("code"), ended.Headers.Location.ToString());
        Assert.Equal("sign_in_over", await Problem.CodeAsync(again, HttpStatusCode.BadRequest));
        var token = await host.TradeAsync(query["code"]!);
        using var profile = await host.GetAsync("api/auth/profile", token);
        Assert.Contains(email, (await ApiHost.ReadAsync(profile, HttpStatusCode.OK)).ToJsonString(), StringComparison.Ordinal);
    }
}
