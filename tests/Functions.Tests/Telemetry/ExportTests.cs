using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using HiveFlow.Functions.Telemetry;
using HiveFlow.Functions.Tests.Flows;
using HiveFlow.HostFixture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace HiveFlow.Functions.Tests.Telemetry;

/// <summary>In turn with the other tests of one host: whoever exports traces listens to all hosts of the process.</summary>
[Collection(ApiGroup.Name)]
public sealed class ExportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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
        await UntilSentAsync(host.Services, () => new[] { "hiveflow.request.duration", "zz_Unmatched" }.All(part => received.Any(r => r.Body.Contains(part, StringComparison.Ordinal))));
        await host.DisposeAsync();

        Assert.Equal(["/v1/metrics", "/v1/traces"], received.Select(r => r.Path).Where(p => p != "/v1/logs").Distinct().Order());
        Assert.All(received, r => Assert.Equal("k-123", r.Key));
        var all = string.Concat(received.Select(r => r.Body));
        Assert.Contains("hive-under-test", all, StringComparison.Ordinal);
        Assert.Contains("hiveflow.request.duration", all, StringComparison.Ordinal);
        Assert.Contains("zz_Unmatched", all, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-in-a-path", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_somebody_traces_is_exported_with_each_of_its_steps_in_that_trace()
    {
        var received = new ConcurrentQueue<string>();
        await using var collector = await CollectAsync(request => received.Enqueue(request));
        var api = await ApiHost.StartAsync(null, new Dictionary<string, string?>
        {
            ["HiveFlow:Telemetry:OtlpEndpoint"] = collector.Urls.First(),
            ["HiveFlow:Telemetry:OtlpProtocol"] = "http",
        });
        var trace = ActivityTraceId.CreateRandom();
        var client = await FlowClient.OfAsync(api, api.Ada);
        var flow = await client.CreateAsync(
            """[{"id":"first-node","type":"custom","data":{"nodeType":"set","values":{"x":1},"startNode":true,"checkpoint":true}},{"id":"second-node","type":"custom","data":{"nodeType":"set","values":{"x":2},"checkpoint":true}}]""",
            """[{"id":"e","source":"first-node","target":"second-node"}]""");
        using (var answer = await client.SendAsync("POST", $"api/flows/{flow}/execute?wait=60", "{}", ("traceparent", $"00-{trace}-00f067aa0ba902b7-01")))
        {
            Assert.Equal("completed", (await ApiHost.ReadAsync(answer, System.Net.HttpStatusCode.OK))["status"]!.GetValue<string>());
        }
        await UntilSentAsync(api.Host.Services, () => new[] { "Runs_Execute", "hiveflow.run.status" }.All(part => received.Any(r => r.Contains(part, StringComparison.Ordinal))));
        await api.DisposeAsync();

        // Each span carries the sixteen bytes of its trace: the request's, the run's and two steps'.
        var (all, bytes) = (string.Concat(received), new byte[16]);
        trace.CopyTo(bytes);
        Assert.True(all.Split(Encoding.Latin1.GetString(bytes)).Length > 4);
        foreach (var name in new[] { "Runs_Execute", "hiveflow.run.status", "step set", "first-node", "second-node" })
        {
            Assert.Contains(name, all, StringComparison.Ordinal);
        }
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

    /// <summary>Sends what is waiting until that has come; the end of a host gives it some seconds only.</summary>
    private static async Task UntilSentAsync(IServiceProvider services, Func<bool> hasCome)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!hasCome())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, "It never came.");
            services.GetRequiredService<TracerProvider>().ForceFlush();
            services.GetRequiredService<MeterProvider>().ForceFlush();
            await Task.Yield();
        }
    }

    private static async Task<WebApplication> CollectAsync(Action<string> receive)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            if (request.Path == "/v1/traces")
            {
                receive(Encoding.Latin1.GetString(body.ToArray()));
            }

            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync();
        return collector;
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
