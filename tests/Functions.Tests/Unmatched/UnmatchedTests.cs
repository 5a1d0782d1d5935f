using System.Net;

namespace HiveFlow.Functions.Tests.Unmatched;

[Collection(ApiGroup.Name)]
public sealed class UnmatchedTests(ApiHost api)
{
    [Fact]
    public async Task The_root_says_where_to_go()
    {
        using var response = await api.SendAsync("GET", "/");

        Assert.Equal("/api/openapi.json", (await ApiHost.ReadAsync(response, HttpStatusCode.OK))["openApi"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/api")]
    [InlineData("OPTIONS", "/nothing")]
    [InlineData("GET", "/api//health")]
    [InlineData("GET", "/api/health;x")]
    [InlineData("GET", "/api/health/health")]
    [InlineData("GET", "/api%2fhealth")]
    [InlineData("GET", "/api/flows/health/metrics")]
    public async Task A_path_of_no_route_is_404(string method, string path)
    {
        using var response = await api.SendAsync(method, path);

        Assert.Equal("not_found", await Problem.CodeAsync(response, HttpStatusCode.NotFound));
    }

    [Theory]
    [InlineData("POST", "/api/health", "GET")]
    [InlineData("DELETE", "/api/auth/api-keys", "GET, POST")]
    [InlineData("PATCH", "/api/auth/profile", "GET, PUT")]
    [InlineData("TRACE", "/api/auth/profile", "GET, PUT")]
    [InlineData("POST", "/", "GET, HEAD")]
    public async Task A_wrong_method_is_405_and_names_the_right_ones(string method, string path, string allowed)
    {
        using var response = await api.SendAsync(method, path);

        Assert.Equal("method_not_allowed", await Problem.CodeAsync(response, HttpStatusCode.MethodNotAllowed));
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task TRACE_is_405_wherever_it_goes()
    {
        using var response = await api.SendAsync("TRACE", "/nothing");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task OPTIONS_names_the_methods_of_a_route()
    {
        using var response = await api.SendAsync("OPTIONS", "/api/auth/api-keys");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("GET, POST, OPTIONS", string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact]
    public async Task A_protected_route_called_like_an_open_one_stays_protected()
    {
        foreach (var path in new[] { "/api/flows/health", "/api/runs/openapi.json", "/api/runs/ready", "/api/runs/metrics" })
        {
            using var response = await api.SendAsync("GET", path);
            Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound, $"{path}: {(int)response.StatusCode}");
        }
    }
}
