using System.Text;
using Microsoft.Extensions.Hosting;
using Prometheus;

namespace HiveFlow.Functions.Telemetry;

/// <summary>This instance's metrics in Prometheus' text format; gathers nothing unless there is a token to read them with.</summary>
public sealed class PrometheusMetrics(MonitorToken token) : IHostedService, IDisposable
{
    /// <summary>Prometheus' text format, https://prometheus.io/docs/instrumenting/exposition_formats/.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];

    // The adapter puts the meter's name before the instrument's, which has it already; OpenTelemetry's own exporter does not.
    private static readonly (string From, string To)[] Names =
        [("hiveflow_gate_hiveflow_", "hiveflow_"), ("hiveflow_runs_hiveflow_", "hiveflow_"), ("system_runtime_dotnet_", "dotnet_")];

    private readonly CollectorRegistry registry = Metrics.NewCustomRegistry();
    private IDisposable? adapter;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        adapter ??= token.IsSet
            ? MeterAdapter.StartListening(new MeterAdapterOptions
            {
                Registry = registry,
                MetricFactory = Metrics.WithCustomRegistry(registry),
                InstrumentFilterPredicate = static instrument => Meters.IsOurs(instrument.Meter.Name),
                ResolveHistogramBuckets = static _ => Seconds,
            })
            : null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => adapter?.Dispose();

    /// <summary>What they are now.</summary>
    internal async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(text, cancellationToken);
        var named = new StringBuilder(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
        foreach (var (from, to) in Names)
        {
            named.Replace(from, to);
        }

        return Encoding.UTF8.GetBytes(named.ToString());
    }
}
