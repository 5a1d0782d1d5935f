using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Telemetry;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class TelemetryOptionsValidator(IHostEnvironment? environment = null) : IValidateOptions<TelemetryOptions>
{
    private const int LeastToken = 20;
    private const int LongestName = 100;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        if (options.OtlpEndpoint is { } endpoint && (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https")))
        {
            faults.Add("HiveFlow:Telemetry:OtlpEndpoint must be an http or https URL.");
        }
        else if (options.OtlpEndpoint is { Scheme: "http", IsLoopback: false } && environment?.IsProduction() == true)
        {
            faults.Add("HiveFlow:Telemetry:OtlpEndpoint must be https in production: traces and logs do not travel in the clear.");
        }

        if (options.OtlpProtocol is not ("grpc" or "http"))
        {
            faults.Add("HiveFlow:Telemetry:OtlpProtocol must be grpc or http.");
        }

        if (options.SampleRatio is not (>= 0 and <= 1))
        {
            faults.Add("HiveFlow:Telemetry:SampleRatio must be 0 to 1.");
        }

        if (options.Token is { } token && token.Reveal().Length < LeastToken)
        {
            faults.Add("HiveFlow:Telemetry:Token must have at least 20 characters.");
        }

        if (options.ServiceName.Length is 0 or > LongestName)
        {
            faults.Add("HiveFlow:Telemetry:ServiceName must have 1 to 100 characters.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
