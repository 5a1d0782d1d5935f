using HiveFlow.Errors;

namespace HiveFlow.Functions.Telemetry;

/// <summary>What is told to those who watch the service. Section <c>HiveFlow:Telemetry</c>.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Where traces, metrics and logs go by OTLP; default none: nothing is exported. An http or https URL; https in production.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>How they go: <c>grpc</c> or <c>http</c> (protobuf to <c>/v1/…</c> below the endpoint). Default grpc.</summary>
    public string OtlpProtocol { get; set; } = "grpc";

    /// <summary>Headers with each export, <c>name=value</c> and commas between, such as a key; default none.</summary>
    public Secret? OtlpHeaders { get; set; }

    /// <summary>The part of new traces that is recorded; a caller's own decision in <c>traceparent</c> counts first. Default 1; 0 to 1.</summary>
    public double SampleRatio { get; set; } = 1;

    /// <summary>
    /// The bearer token for <c>GET /api/metrics</c> (Prometheus) and the details of <c>GET /api/ready</c>; default none: there are no such
    /// metrics and no details. With several instances behind one address take OTLP: a scrape would see one of them. At least 20 characters.
    /// </summary>
    public Secret? Token { get; set; }

    /// <summary>The service's name in what is exported. Default <c>hiveflow</c>; 1 to 100 characters.</summary>
    public string ServiceName { get; set; } = "hiveflow";
}
