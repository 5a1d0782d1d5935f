using System.Net;
using System.Security.Cryptography;
using HiveFlow.HostFixture;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>OWASP ASVS 5.0, 4.1.2 and 3.4.1: what production does with plain HTTP.</summary>
public sealed class TransportTests : IAsyncLifetime
{
    private TestHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(new Dictionary<string, string?>
    {
        ["HIVEFLOW_ENV"] = "Production",
        ["HiveFlow:Vault:Keys:k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        ["HiveFlow:PublicUrl"] = "https://hiveflow.example.com",
        ["HiveFlow:Sandbox:Local:AllowInProduction"] = "true",
        ["HiveFlow:Gate:TrustedProxies:0"] = "127.0.0.1",
    });

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("GET", "/api/flows")]
    [InlineData("GET", "/api/openapi.json")]
    [InlineData("POST", "/api/auth/login")]
    [InlineData("OPTIONS", "/api/flows")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/llms.txt")]
    public async Task Plain_HTTP_is_refused_and_not_redirected(string method, string path)
    {
        using var response = await SendAsync(method, path, null);

        Assert.Equal("https_required", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
        Assert.Null(response.Headers.Location);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https, http")]
    public async Task A_proxy_that_was_reached_by_plain_HTTP_changes_nothing(string scheme)
    {
        using var response = await SendAsync("GET", "/api/flows", scheme);

        Assert.Equal("https_required", await Problem.CodeAsync(response, HttpStatusCode.Forbidden));
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_https_counts_and_browsers_are_told_to_keep_to_it()
    {
        using var response = await SendAsync("GET", "/api/flows", "https");

        Assert.Equal("credential_missing", await Problem.CodeAsync(response, HttpStatusCode.Unauthorized));
        Assert.Equal("max-age=31536000; includeSubDomains", string.Join(string.Empty, response.Headers.GetValues("Strict-Transport-Security")));
    }

    [Fact]
    public async Task A_page_sends_its_reader_to_the_configured_address()
    {
        using var response = await SendAsync("GET", "/llms.txt?a=b", null);

        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal("https://hiveflow.example.com/llms.txt?a=b", response.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_probe_inside_the_network_is_answered()
    {
        using var response = await SendAsync("GET", "/api/health", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? scheme)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (scheme is not null)
        {
            request.Headers.Add("X-Forwarded-Proto", scheme);
        }

        return await host.Client.SendAsync(request);
    }
}
