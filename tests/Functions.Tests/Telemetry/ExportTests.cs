using System.Collections.Concurrent;

using System.Text;
using HiveFlow.Functions.Telemetry;
using HiveFlow.HostFixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Tests.Telemetry;

public sealed class ExportTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_go_to_the_collector_with_its_key_and_without_paths()
    {
        var received = new ConcurrentQueue<(string Path, string Key, string Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue((request.Path, request.Headers["x-collector-key"].ToString(), Encoding.Latin1.GetString(body.ToArray())));
            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync();

        var host = await TestHost.StartAsync(new Dictionary<string, string?>
        {
            ["HiveFlow:Telemetry:OtlpEndpoint"] = collector.Urls.First(),
            ["HiveFlow:Telemetry:OtlpProtocol"] = "http",
            ["HiveFlow:Telemetry:OtlpHeaders"] = "x-collector-key=k-123",
            ["HiveFlow:Telemetry:ServiceName"] = "hive-under-test",
        });
        using var answer = await host.Client.GetAsync("/api/triggers/flow/65f000000000000000000000/a-token-in-a-path");

        // Whatever is waiting is flushed at the end.
        await host.DisposeAsync();

        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Select(r => r.Path).Where(p => p != "/v1/logs").Distinct().Order());
        Assert.All(received, r => Assert.Equal("k-123", r.Key));
        var all = string.Concat(received.Select(r => r.Body));
        Assert.Contains("hive-under-test", all, StringComparison.Ordinal);
        Assert.Contains("hiveflow.request.duration", all, StringComparison.Ordinal);
        Assert.Contains("zz_Unmatched", all, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-in-a-path", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Production", "http://collector:4318", true)]
    [InlineData("Production", "http://127.0.0.1:4318", false)]
    [InlineData("Production", "https://collector:4318", false)]
    [InlineData("Development", "http://collector:4318", false)]
    public void Traces_do_not_leave_the_machine_in_the_clear_in_production(string environment, string endpoint, bool isRefused)
    {
        var validator = new TelemetryOptionsValidator(new HostingEnvironment { EnvironmentName = environment });

        Assert.Equal(isRefused, validator.Validate(null, new TelemetryOptions { OtlpEndpoint = new Uri(endpoint) }).Failed);
    }

    [Theory]
    [InlineData("ftp://collector", "grpc", 1.0, null)]
    [InlineData("https://collector", "udp", 1.0, null)]
    [InlineData("https://collector", "grpc", 1.5, null)]
    [InlineData(null, "grpc", double.NaN, null)]
    [InlineData(null, "grpc", 1.0, "short")]
    public void Settings_outside_their_bounds_are_refused(string? endpoint, string protocol, double ratio, string? token)
    {
        var options = new TelemetryOptions
        {
            OtlpEndpoint = endpoint is null ? null : new Uri(endpoint),
            OtlpProtocol = protocol,
            SampleRatio = ratio,
            Token = token is null ? null : new Errors.Secret(token),
        };

        Assert.True(new TelemetryOptionsValidator().Validate(null, options).Failed);
    }
}
