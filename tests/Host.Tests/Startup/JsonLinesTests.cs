using System.Text.Json.Nodes;
using HiveFlow.Host.Startup;
using HiveFlow.Runs.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Host.Tests.Startup;

public sealed class JsonLinesTests
{
    private static readonly KeyValuePair<string, object?>[] State = [new("Name", "a\nb"), new("Count", 3), new("{OriginalFormat}", "{Name} {Count}")];
    private readonly LoggerExternalScopeProvider scopes = new();

    [Fact]
    public void A_line_says_when_how_bad_by_what_and_which_trace_and_run_it_belongs_to()
    {
        using var request = scopes.Push(new LogContext("4bf92f3577b34da6a3ce929d0e0e4736"));
        using var step = scopes.Push(new LogContext(null, "65f000000000000000000001", "call"));

        var line = Assert.Single(Lines());

        var said = JsonNode.Parse(line)!;
        Assert.Equal(
            ("2026-11-02T09:00:00.000Z", "Warning", "HiveFlow.Runs", "It is a\nb."),
            ((string)said["Timestamp"]!, (string)said["LogLevel"]!, (string)said["Category"]!, (string)said["Message"]!));
        Assert.Equal(
            ("4bf92f3577b34da6a3ce929d0e0e4736", "65f000000000000000000001", "call"),
            ((string)said["TraceId"]!, (string)said["RunId"]!, (string)said["NodeId"]!));
        Assert.Equal("""{"Name":"a\nb","Count":3}""", said["State"]!.ToJsonString());
    }

    [Fact]
    public void What_frameworks_keep_in_scopes_stays_out()
    {
        using var server = scopes.Push(new Dictionary<string, object> { ["RequestPath"] = "/api/triggers/flow/1/a-token-in-a-path" });
        using var client = scopes.Push("HTTP GET https://example.com/a-token-in-a-path");

        Assert.DoesNotContain("a-token-in-a-path", Assert.Single(Lines(new InvalidOperationException("first\nsecond"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, JsonLines.FormatterName)]
    [InlineData(false, ConsoleFormatterNames.Simple)]
    public void Production_logs_such_lines(bool isProduction, string formatter)
    {
        using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddLogging(logging => HostLogging.Configure(logging, new ConfigurationBuilder().Build(), isProduction))
            .BuildServiceProvider();

        Assert.Equal(formatter, services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
        Assert.Contains(services.GetServices<ConsoleFormatter>(), one => one.Name == formatter);
    }

    private string[] Lines(Exception? exception = null)
    {
        using var text = new StringWriter();
        var entry = new LogEntry<KeyValuePair<string, object?>[]>(
            LogLevel.Warning, "HiveFlow.Runs", new EventId(7), State, exception, (state, _) => $"It is {state[0].Value}.");
        new JsonLines(new FakeTimeProvider(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero))).Write(entry, scopes, text);
        return text.ToString().TrimEnd().Split('\n');
    }
}
