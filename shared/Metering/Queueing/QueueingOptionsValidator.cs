using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Queueing;

/// <summary>Refuses what is outside its bounds.</summary>
internal sealed class QueueingOptionsValidator : IValidateOptions<QueueingOptions>
{
    private const int MostAtOnce = 1_000_000;
    private const int MostQueued = 10_000_000;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, QueueingOptions options)
    {
        List<string> faults = [];
        if (options.AtOnce is < 1 or > MostAtOnce)
        {
            faults.Add($"HiveFlow:Queueing:AtOnce must be 1 to {MostAtOnce}.");
        }

        if (options.Queued is < 0 or > MostQueued)
        {
            faults.Add($"HiveFlow:Queueing:Queued must be 0 to {MostQueued}.");
        }

        if (options.HeadStart < TimeSpan.Zero || options.HeadStart > TimeSpan.FromDays(1))
        {
            faults.Add("HiveFlow:Queueing:HeadStart must be 0 to 1 day.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
