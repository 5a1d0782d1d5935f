using Microsoft.Extensions.Options;

namespace HiveFlow.Runs.Batches;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class BatchOptionsValidator : IValidateOptions<BatchOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BatchOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> faults = [];
        if (options.MaxInputs is < 1 or > 1_000)
        {
            faults.Add("HiveFlow:Batch:MaxInputs must be 1 to 1,000.");
        }

        if (options.MaxStarting is < 1 or > 1_000)
        {
            faults.Add("HiveFlow:Batch:MaxStarting must be 1 to 1,000.");
        }

        if (options.GiveUpAfter < TimeSpan.FromHours(1) || options.GiveUpAfter > TimeSpan.FromDays(30))
        {
            faults.Add("HiveFlow:Batch:GiveUpAfter must be 1 hour to 30 days.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
