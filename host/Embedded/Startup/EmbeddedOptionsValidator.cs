using System.Net;
using Microsoft.Extensions.Options;

namespace HiveFlow.Host.Startup;

/// <summary>Refuses host settings out of their bounds.</summary>
internal sealed class EmbeddedOptionsValidator : IValidateOptions<EmbeddedOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, EmbeddedOptions options)
    {
        List<string> faults = [];
        if (!IPAddress.TryParse(options.Address, out _))
        {
            faults.Add("HiveFlow:Host:Address must be an IP address.");
        }

        if (options.Port is < 0 or > 65535)
        {
            faults.Add("HiveFlow:Host:Port must be 0 to 65535.");
        }

        if (string.IsNullOrWhiteSpace(options.DataFolder))
        {
            faults.Add("HiveFlow:Host:DataFolder must name a folder.");
        }

        if (options.Certificate is null != options.CertificateKey is null)
        {
            faults.Add("HiveFlow:Host:Certificate and HiveFlow:Host:CertificateKey go together.");
        }

        foreach (var file in new[] { options.Certificate, options.CertificateKey }.Where(file => file is not null && !File.Exists(file)))
        {
            faults.Add($"HiveFlow:Host: there is no file '{file}'.");
        }

        if (options.MaxConnections is < 10 or > 1_000_000)
        {
            faults.Add("HiveFlow:Host:MaxConnections must be 10 to 1,000,000.");
        }

        if (options.StopTimeout < TimeSpan.Zero || options.StopTimeout > TimeSpan.FromMinutes(5))
        {
            faults.Add("HiveFlow:Host:StopTimeout must be 0 to 5 minutes.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
