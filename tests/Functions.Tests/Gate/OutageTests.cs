using System.Net;
using System.Net.Http.Json;
using HiveFlow.HostFixture;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What callers see when something below breaks: closed, never open, and nothing of the inside.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_store_that_is_away_is_503_with_the_time_to_wait_and_health_still_answers()
    {
        await using var host = await StartAsync(new StoreUnavailableException("secret detail"));

        using var ready = await host.Client.GetAsync("/api/ready");
        Assert.Equal("service_unavailable", await Problem.CodeAsync(ready, HttpStatusCode.ServiceUnavailable));
        Assert.Equal(2, ready.Headers.RetryAfter!.Delta!.Value.TotalSeconds);

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/flows");
        request.Headers.Add("x-api-key", ApiKeyText.Create(DocumentId.New(TimeProvider.System)));
        using var authenticated = await host.Client.SendAsync(request);
        Assert.Equal("service_unavailable", await Problem.CodeAsync(authenticated, HttpStatusCode.ServiceUnavailable));
        Assert.DoesNotContain("secret detail", await authenticated.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var health = await host.Client.GetAsync("/api/health");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task A_bug_is_500_with_a_trace_and_nothing_else()
    {
        await using var host = await StartAsync(new InvalidOperationException("secret detail"));

        using var response = await host.Client.PostAsJsonAsync(
            "/api/auth/login", new { email = "ada@example.com", password = "whatever it is" });

        Assert.Equal("internal_error", await Problem.CodeAsync(response, HttpStatusCode.InternalServerError));
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret detail", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", text, StringComparison.Ordinal);
        Assert.Equal("nosniff", string.Join(string.Empty, response.Headers.GetValues("X-Content-Type-Options")));
    }

    private static Task<TestHost> StartAsync(Exception fault) =>
        TestHost.StartAsync(services: services => services.AddSingleton<IDocumentStore>(new BrokenStore(fault)));
}
