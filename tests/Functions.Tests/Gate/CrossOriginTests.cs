using System.Net;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What pages of other origins see (OWASP ASVS 5.0, 3.4.2).</summary>
[Collection(ApiGroup.Name)]
public sealed class CrossOriginTests(ApiHost api)
{
    private const string Listed = "https://app.example.com";

    [Fact]
    public async Task A_preflight_is_answered_with_methods_headers_and_how_long_it_holds()
    {
        using var response = await PreflightAsync("/api/auth/api-keys", Listed, "POST");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(Listed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Equal("GET, POST", Header(response, "Access-Control-Allow-Methods"));
        Assert.Contains("Idempotency-Key", Header(response, "Access-Control-Allow-Headers"), StringComparison.Ordinal);
        Assert.Equal("7200", Header(response, "Access-Control-Max-Age"));
        Assert.Equal("Origin", Header(response, "Vary"));
    }

    [Fact]
    public async Task A_preflight_of_a_foreign_page_is_403_without_a_header_that_lets_it_in()
    {
        using var response = await PreflightAsync("/api/auth/api-keys", "https://evil.example.com", "POST");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/api/flows", HttpStatusCode.Unauthorized)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/health", HttpStatusCode.OK)]
    public async Task A_listed_page_may_read_every_answer_also_a_failure(string path, HttpStatusCode expected)
    {
        using var response = await api.SendAsync("GET", path, headers: ("Origin", Listed));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(Listed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Contains("X-Request-Id", Header(response, "Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_on_the_way_keeps_the_headers_that_let_the_page_read_it()
    {
        using var response = await api.SendAsync("GET", "/api/flows?cursor=nonsense", api.Ada.Token, headers: ("Origin", Listed));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(Listed, Header(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_foreign_page_may_call_a_public_route_and_not_read_its_answer()
    {
        using var response = await api.SendAsync("GET", "/api/health", headers: ("Origin", "https://evil.example.com"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal("Origin", Header(response, "Vary"));
    }

    [Fact]
    public async Task A_program_gets_no_cross_origin_headers()
    {
        using var response = await api.SendAsync("GET", "/api/flows", api.Ada.Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(response.Headers, h => h.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));

    private Task<HttpResponseMessage> PreflightAsync(string path, string origin, string method) =>
        api.SendAsync("OPTIONS", path, headers: [("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization")]);
}
