using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Schedules;

/// <summary>Refuses what is outside its bounds.</summary>
internal sealed class SchedulesOptionsValidator : IValidateOptions<SchedulesOptions>
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SchedulesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        Check(options.MinInterval >= TimeSpan.FromSeconds(1) && options.MinInterval <= TimeSpan.FromDays(1), "MinInterval must be 1 second to 1 day.");
        Check(options.Grace >= Minute && options.Grace <= Hour, "Grace must be 60 seconds to 1 hour.");
        Check(options.ClaimLease >= TimeSpan.FromSeconds(10) && options.ClaimLease <= Hour, "ClaimLease must be 10 seconds to 1 hour.");
        Check(options.PauseAfter is >= 1 and <= 1_000, "PauseAfter must be 1 to 1,000.");
        Check(options.PauseAfterFailedRuns is >= 1 and <= 10_000, "PauseAfterFailedRuns must be 1 to 10,000.");
        Check(options.MaxPerFlow is >= 1 and <= 1_000, "MaxPerFlow must be 1 to 1,000.");
        Check(options.MaxPerMinute is >= 100 and <= 1_000_000, "MaxPerMinute must be 100 to 1,000,000.");
        Check(options.Parallel is >= 1 and <= 256, "Parallel must be 1 to 256.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(bool holds, string sentence)
        {
            if (!holds)
            {
                faults.Add($"HiveFlow:Schedules:{sentence}");
            }
        }
    }
}
