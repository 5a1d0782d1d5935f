using Microsoft.Extensions.Options;

namespace HiveFlow.Runs.Removal;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    private const int MaxDays = 3_650;
    private const int MaxPlans = 100;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        if (options.Days is < 0 or > MaxDays)
        {
            faults.Add($"HiveFlow:Retention:Days must be 0 (for ever) to {MaxDays}.");
        }

        if (options.Plans.Count > MaxPlans)
        {
            faults.Add($"HiveFlow:Retention:Plans may hold {MaxPlans} plans.");
        }

        faults.AddRange(options.Plans.Where(plan => plan.Value is < 0 or > MaxDays)
            .Select(plan => $"HiveFlow:Retention:Plans:{plan.Key} must be 0 (for ever) to {MaxDays}."));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
