using Microsoft.Extensions.Options;

namespace HiveFlow.Runs;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class RunsOptionsValidator : IValidateOptions<RunsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RunsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = new List<string>();
        if (options.OrphanedAfter < TimeSpan.FromMinutes(1) || options.OrphanedAfter > TimeSpan.FromDays(1))
        {
            faults.Add("HiveFlow:Runs:OrphanedAfter must be 1 minute to 1 day.");
        }

        if (options.StuckAfter < TimeSpan.FromMinutes(35) || options.StuckAfter > TimeSpan.FromDays(7))
        {
            faults.Add("HiveFlow:Runs:StuckAfter must be 35 minutes to 7 days.");
        }

        if (options.Longest < TimeSpan.FromMinutes(1) || options.Longest > TimeSpan.FromDays(365))
        {
            faults.Add("HiveFlow:Runs:Longest must be 1 minute to 365 days.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
