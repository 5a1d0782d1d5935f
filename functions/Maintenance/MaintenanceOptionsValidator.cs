using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Maintenance;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class MaintenanceOptionsValidator : IValidateOptions<MaintenanceOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromHours(25);
    private static readonly TimeSpan Most = TimeSpan.FromDays(365);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MaintenanceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.KeepDurableHistory >= Least && options.KeepDurableHistory <= Most
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("HiveFlow:Maintenance:KeepDurableHistory must be 25 hours to 365 days.");
    }
}
