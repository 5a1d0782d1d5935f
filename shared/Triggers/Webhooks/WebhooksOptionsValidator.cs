using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class WebhooksOptionsValidator : IValidateOptions<WebhooksOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebhooksOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        Check(faults, IsKept(options.KeepDeliveries), "KeepDeliveries must be 1 hour to 90 days.");
        Check(faults, IsKept(options.KeepHeld), "KeepHeld must be 1 hour to 90 days.");
        Check(faults, options.MaxHeld is >= 1 and <= 1_000, "MaxHeld must be 1 to 1,000.");
        Check(faults, options.MaxAttempts is >= 1 and <= 100, "MaxAttempts must be 1 to 100.");
        Check(faults, options.DisableAfter is >= 1 and <= 1_000, "DisableAfter must be 1 to 1,000.");
        Check(faults, options.DisableAfterFailedRuns is >= 1 and <= 500, "DisableAfterFailedRuns must be 1 to 500.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static bool IsKept(TimeSpan time) => time >= TimeSpan.FromHours(1) && time <= TimeSpan.FromDays(90);

    private static void Check(List<string> faults, bool holds, string sentence)
    {
        if (!holds)
        {
            faults.Add($"HiveFlow:Webhooks:{sentence}");
        }
    }
}
