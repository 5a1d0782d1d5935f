using Microsoft.Extensions.Options;

namespace HiveFlow.Runs.Waits;

/// <summary>Refuses settings outside the bounds that <see cref="WaitsOptions"/> names.</summary>
internal sealed class WaitsOptionsValidator : IValidateOptions<WaitsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WaitsOptions options)
    {
        List<string> faults = [];
        if (options.BufferedEvents is < 1 or > 256)
        {
            faults.Add("HiveFlow:Waits:BufferedEvents must be 1 to 256.");
        }

        if (options.Deadline < TimeSpan.FromMinutes(1) || options.Deadline > TimeSpan.FromDays(365))
        {
            faults.Add("HiveFlow:Waits:Deadline must be 1 minute to 365 days.");
        }

        if (options.LinkLifetime < TimeSpan.FromHours(1) || options.LinkLifetime > TimeSpan.FromDays(30))
        {
            faults.Add("HiveFlow:Waits:LinkLifetime must be 1 hour to 30 days.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
