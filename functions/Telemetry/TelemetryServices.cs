using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HiveFlow.Functions.Telemetry;

/// <summary>Composition of telemetry: OTLP where an endpoint is set, Prometheus' format where a token is, nothing else.</summary>
public static class TelemetryServices
{
    private static readonly string[] Signals = ["metrics", "traces", "logs"];

    /// <summary>Registers both.</summary>
    /// <param name="services">The services, with the options bound.</param>
    /// <param name="settings">All settings: without an exporter nothing of OpenTelemetry is started.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration settings)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(settings);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>());
        services.TryAddSingleton<MonitorToken>();
        services.TryAddSingleton<PrometheusMetrics>();
        services.AddHostedService(static provider => provider.GetRequiredService<PrometheusMetrics>());
        AddLogLevels(services);
        var isOtlp = settings["HiveFlow:Telemetry:OtlpEndpoint"] is { Length: > 0 };
        if (isOtlp || settings["HIVEFLOW_APPLICATIONINSIGHTS"] is { Length: > 0 })
        {
            AddSources(services);
        }

        if (isOtlp)
        {
            AddExport(services);
        }

        return services;
    }

    private static void AddLogLevels(IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICollectionDefinition>(LogLevelRule.Collection));
        services.TryAddSingleton<LogLevelOverrides>();
        services.TryAddSingleton<LogLevels>();
        services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>>(static provider => provider.GetRequiredService<LogLevelOverrides>());
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(static provider => provider.GetRequiredService<LogLevelOverrides>());
        services.AddHostedService(static provider => provider.GetRequiredService<LogLevels>());
    }

    private static void AddSources(IServiceCollection services)
    {
        services.TryAddSingleton<LogScopes>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ILoggerProvider, LogScopes>(static provider => provider.GetRequiredService<LogScopes>()));
        services.AddOpenTelemetry()
            .ConfigureResource(static resource => resource.AddDetector(static provider => new Named(Options(provider).ServiceName)))
            .WithMetrics(static metrics => metrics.AddMeter(Meters.Ours, Meters.Runtime, Meters.Kestrel))
            .WithTracing(static traces => traces
                .AddSource(Meters.Ours)
                .SetSampler(static provider => new ParentBasedSampler(new TraceIdRatioBasedSampler(Options(provider).SampleRatio))))

            // Ahead of every exporter, which takes the lines as they are by then.
            .WithLogging(static logs => logs.AddProcessor(static provider => new LogOrigins(provider.GetRequiredService<LogScopes>())));
    }

    private static void AddExport(IServiceCollection services)
    {
        foreach (var signal in Signals)
        {
            services.AddOptions<OtlpExporterOptions>(signal).Configure<IOptions<TelemetryOptions>>((otlp, options) => Fill(otlp, options.Value, signal));
        }

        services.AddOpenTelemetry()
            .WithMetrics(static metrics => metrics.AddOtlpExporter("metrics", configureExporterAndMetricReader: null))
            .WithTracing(static traces => traces.AddOtlpExporter("traces", configure: null))
            .WithLogging(static logs => logs.AddOtlpExporter("logs", configureExporterAndProcessor: null));
    }

    private static TelemetryOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<TelemetryOptions>>().Value;

    private static void Fill(OtlpExporterOptions otlp, TelemetryOptions options, string signal)
    {
        var isHttp = options.OtlpProtocol == "http";
        var endpoint = options.OtlpEndpoint!;

        // An endpoint that code sets is taken as it is; OTLP over HTTP has a path for each signal.
        otlp.Endpoint = isHttp ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : endpoint;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Headers = options.OtlpHeaders?.Reveal();
    }

    private sealed class Named(string name) : IResourceDetector
    {
        public Resource Detect() => new([new("service.name", name), new("service.instance.id", $"{Environment.MachineName}-{Environment.ProcessId}")]);
    }
}
