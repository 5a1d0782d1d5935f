using System.Net;
using System.Net.Http.Headers;
using HiveFlow.HostFixture;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Telemetry;

public sealed class MetricsTests : IAsyncLifetime
{
    private const string Token = "a token for those who watch";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private TestHost host = null!;

    // No dependency takes too long to answer on a clock that stands still.
    public async Task InitializeAsync() => host = await TestHost.StartAsync(
        new Dictionary<string, string?> { ["HiveFlow:Telemetry:Token"] = Token }, new FakeTimeProvider(TimeProvider.System.GetUtcNow()));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Whoever_has_the_token_reads_requests_memory_and_processor_time_and_nothing_that_users_chose()
    {
        using var nothing = await host.Client.GetAsync("/api/flows/65f000000000000000000000?secret-of-a-user");

        var text = await ReadUntilAsync("hiveflow_request_duration_count{function=\"Flows_Get\",status=\"401\"} ");
        Assert.Contains("# TYPE hiveflow_request_duration histogram", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_cpu_time", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_memory_working_set", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_thread_pool_thread_count", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-a-user", text, StringComparison.Ordinal);
        Assert.DoesNotContain("65f0000000", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("another token for those who watch")]
    public async Task Nobody_else_reads_metrics(string? token)
    {
        using var answer = await GetAsync("/api/metrics", token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_query_opens_nothing()
    {
        using var answer = await host.Client.GetAsync($"/api/metrics?token={Uri.EscapeDataString(Token)}&access_token={Uri.EscapeDataString(Token)}");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task Readiness_names_each_dependency_with_its_latency_to_the_token_and_to_nobody_else()
    {
        using var open = await host.Client.GetAsync("/api/ready");
        using var detailed = await GetAsync("/api/ready", Token);

        Assert.Null((await ApiHost.ReadAsync(open, HttpStatusCode.OK))["dependencies"]);
        var dependencies = (await ApiHost.ReadAsync(detailed, HttpStatusCode.OK))["dependencies"]!.AsArray();
        Assert.Equal(["documents", "engine", "files", "redis"], dependencies.Select(d => d!["name"]!.GetValue<string>()));
        Assert.All(dependencies, d => Assert.True(d!["status"]!.GetValue<string>() == "ok" && d["latencyMs"]!.GetValue<double>() >= 0));
    }

    [Fact]
    public async Task Without_a_token_in_the_settings_there_are_no_metrics()
    {
        await using var other = await TestHost.StartAsync();

        using var answer = await other.Client.GetAsync("/api/metrics");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    // A request may be answered a moment before it is measured.
    private async Task<string> ReadUntilAsync(string part)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var answer = await GetAsync("/api/metrics", Token);
            Assert.Equal((HttpStatusCode.OK, "text/plain"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            var text = await answer.Content.ReadAsStringAsync();
            if (text.Contains(part, StringComparison.Ordinal))
            {
                return text;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, text);
        }
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return host.Client.SendAsync(request);
    }
}
