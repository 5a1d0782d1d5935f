using HiveFlow.Functions.Telemetry;
using HiveFlow.Runs.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace HiveFlow.Functions.Tests.Telemetry;

public sealed partial class LogOriginTests
{
    [Fact]
    public async Task An_exported_line_says_which_run_and_node_it_is_of_and_nothing_of_other_scopes()
    {
        var exported = new List<Dictionary<string, object?>>();
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("HIVEFLOW_APPLICATIONINSIGHTS", "set")]).Build();
        var services = new ServiceCollection().AddLogging().AddTelemetry(settings);
        services.AddOpenTelemetry().WithLogging(logs => logs.AddProcessor(new Kept(exported)));
        await using var provider = services.BuildServiceProvider();
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("test");

        using (logger.BeginScope(new Dictionary<string, object> { ["RequestPath"] = "/secret" }))
        {
            Wrote(logger, 1);
            using (logger.BeginScope(new LogContext("trace", "run-1")))
            using (logger.BeginScope(new LogContext(null, null, "node-1")))
            {
                Wrote(logger, 2);
            }
        }

        Assert.Equal(2, exported.Count);
        Assert.False(exported[0].ContainsKey("hiveflow.run.id"));
        Assert.Equal(("run-1", "node-1", 2), (exported[1]["hiveflow.run.id"], exported[1]["hiveflow.node.id"], exported[1]["Number"]));
        Assert.DoesNotContain(exported, line => line.Values.Any(value => value is string text && text.Contains("secret", StringComparison.Ordinal)));
    }

    [LoggerMessage(LogLevel.Warning, "Line {Number}.")]
    private static partial void Wrote(ILogger logger, int number);

    private sealed class Kept(List<Dictionary<string, object?>> lines) : BaseProcessor<LogRecord>
    {
        public override void OnEnd(LogRecord data)
        {
            var line = (data.Attributes ?? []).ToDictionary(pair => pair.Key, pair => pair.Value);
            data.ForEachScope((scope, _) => line[$"scope {line.Count}"] = string.Join(' ', scope.Scope), (object?)null);
            lines.Add(line);
        }
    }
}
