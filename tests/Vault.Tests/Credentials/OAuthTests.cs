using System.Security.Cryptography;
using System.Text;
using System.Web;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.OAuth;
using HiveFlow.Vault.Credentials.Using;

namespace HiveFlow.Vault.Tests.Credentials;

public sealed class OAuthTests : IAsyncLifetime
{
    private static readonly Uri Callback = new("https://hiveflow.example.com/api/credentials/oauth/callback");
    private TokenServerStandIn server = null!;
    private CredentialFixture credentials = null!;

    public async Task InitializeAsync()
    {
        server = await TokenServerStandIn.StartAsync();
        credentials = new CredentialFixture([server.Authority]);
    }

    public async Task DisposeAsync()
    {
        await credentials.DisposeAsync();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Client_credentials_get_one_token_for_many_and_a_new_one_before_it_ends()
    {
        var count = 0;
        server.Answer = _ => (200, $$"""{"access_token":"token-{{Interlocked.Increment(ref count)}}-0123456789","token_type":"Bearer","expires_in":{{(count < 2 ? 30 : 3600)}}}""");
        var id = (await credentials.CreateAsync(ClientCredentials())).Id;

        Assert.Equal("Bearer token-1-0123456789", await HeaderAsync(id));
        Assert.Equal("Bearer token-2-0123456789", await HeaderAsync(id));
        Assert.Equal("Bearer token-2-0123456789", await HeaderAsync(id));
        Assert.Equal(2, server.Requests.Count);
        var (authorization, form) = server.Requests.First();
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("client%20id:s%3Acret-0123456789")), authorization);
        Assert.Equal(("client_credentials", "a b"), (form["grant_type"], form["scope"]));
    }

    [Fact]
    public async Task One_asks_at_a_time_and_the_others_take_its_token()
    {
        server.Answer = _ => (200, """{"access_token":"token-0123456789","token_type":"bearer","expires_in":3600}""");
        var id = (await credentials.CreateAsync(ClientCredentials())).Id;

        var headers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => HeaderAsync(id))));

        Assert.All(headers, h => Assert.Equal("Bearer token-0123456789", h));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_consent_is_taken_once_by_the_browser_that_began_it_with_its_verifier()
    {
        server.Answer = form => (200, $$"""{"access_token":"access-0123456789","refresh_token":"refresh-{{form["grant_type"]}}","token_type":"Bearer","expires_in":10}""");
        var id = (await credentials.CreateAsync(AuthorizationCode())).Id;
        Assert.Equal(CredentialErrors.ConsentNeededCode, (await credentials.OpenAsync(id)).Error!.Code);
        var consents = credentials.Get<CredentialConsents>();

        var begun = (await consents.BeginAsync(credentials.User("ada"), id, Callback, default)).Value!;
        var query = HttpUtility.ParseQueryString(begun.AuthorizationUrl.Query);
        var (state, browser) = (query["state"]!, begun.Browser.Reveal());
        Assert.Equal(("code", "S256", Callback.AbsoluteUri), (query["response_type"], query["code_challenge_method"], query["redirect_uri"]));
        Assert.Equal(CredentialErrors.ConsentInvalidCode, (await consents.CompleteAsync(state, "c", "another browser", CredentialFixture.Actor, default)).Error!.Code);
        Assert.Equal(CredentialErrors.ConsentInvalidCode, (await consents.CompleteAsync("another state", "c", browser, CredentialFixture.Actor, default)).Error!.Code);

        var ended = await consents.CompleteAsync(state, "the code", browser, CredentialFixture.Actor, default);

        Assert.False(ended.Value!.NeedsConsent);
        Assert.Equal(CredentialErrors.ConsentInvalidCode, (await consents.CompleteAsync(state, "c", browser, CredentialFixture.Actor, default)).Error!.Code);
        var form = server.Requests.Single().Form;
        Assert.Equal(query["code_challenge"], System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]))));
        Assert.Equal("the code", form["code"]);
        Assert.Equal("Bearer access-0123456789", await HeaderAsync(id));
        Assert.Equal(("refresh_token", "refresh-authorization_code"), (server.Requests.Last().Form["grant_type"], server.Requests.Last().Form["refresh_token"]));
    }

    [Fact]
    public async Task A_consent_for_a_credential_that_was_changed_meanwhile_is_refused()
    {
        server.Answer = _ => (200, """{"access_token":"access-0123456789","token_type":"Bearer"}""");
        var id = (await credentials.CreateAsync(AuthorizationCode())).Id;
        var begun = (await credentials.Get<CredentialConsents>().BeginAsync(credentials.User("ada"), id, Callback, default)).Value!;
        await credentials.ChangeAsync(id, new CredentialDraft(Name: "other"));

        var ended = await credentials.Get<CredentialConsents>().CompleteAsync(
            HttpUtility.ParseQueryString(begun.AuthorizationUrl.Query)["state"]!, "c", begun.Browser.Reveal(), CredentialFixture.Actor, default);

        Assert.Equal(CredentialErrors.ConsentInvalidCode, ended.Error!.Code);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(401, """{"error":"invalid_client","error_description":"s:cret-0123456789 is wrong"}""", "invalid_client")]
    [InlineData(200, """{"access_token":"x","token_type":"mac"}""", "holds no bearer token")]
    [InlineData(200, "<html>", "is no JSON")]
    [InlineData(503, """{"error":["s:cret-0123456789"]}""", "status 503")]
    public async Task What_a_token_server_refuses_is_told_without_repeating_it(int status, string body, string part)
    {
        server.Answer = _ => (status, body);
        var id = (await credentials.CreateAsync(ClientCredentials())).Id;

        var error = (await credentials.OpenAsync(id)).Error!;

        Assert.Equal(CredentialErrors.TokenRefusedCode, error.Code);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", error.Message, StringComparison.Ordinal);
    }

    private CredentialDraft ClientCredentials() => new(
        "o", "oauth2", Hosts: ["api.example.com"],
        Data: CredentialFixture.Json($$"""{"grantType":"clientCredentials","tokenUrl":"{{server.Address}}/token","clientId":"client id","clientSecret":"s:cret-0123456789","scope":"a b"}"""));

    private CredentialDraft AuthorizationCode() => new(
        "o", "oauth2", Hosts: ["api.example.com"],
        Data: CredentialFixture.Json($$"""{"grantType":"authorizationCode","authorizationUrl":"https://login.example.com/authorize","tokenUrl":"{{server.Address}}/token","clientId":"client","clientSecret":"cret-0123456789"}"""));

    private async Task<string> HeaderAsync(string id)
    {
        var opened = await credentials.OpenAsync(id);
        Assert.True(opened.IsSuccess, opened.Error?.ToString());
        using OpenedCredential credential = opened.Value;
        return Assert.Single(credential.ForHttp!.Headers).Value;
    }
}
