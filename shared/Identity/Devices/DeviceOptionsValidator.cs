using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Devices;

/// <summary>Refuses settings outside the bounds that <see cref="DeviceOptions"/> names, all faults together.</summary>
internal sealed class DeviceOptionsValidator : IValidateOptions<DeviceOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DeviceOptions options)
    {
        List<string> faults = [];
        if (options.KeyLifetime < TimeSpan.FromDays(1) || options.KeyLifetime > TimeSpan.FromDays(3_650))
        {
            faults.Add("HiveFlow:Device:KeyLifetime must be 1 to 3,650 days.");
        }

        if (options.WaitingPerAddress is < 1 or > 1_000)
        {
            faults.Add("HiveFlow:Device:WaitingPerAddress must be 1 to 1,000.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
