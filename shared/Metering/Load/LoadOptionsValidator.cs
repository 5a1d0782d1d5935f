using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Load;

/// <summary>Refuses what is outside its bounds.</summary>
internal sealed class LoadOptionsValidator : IValidateOptions<LoadOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LoadOptions options)
    {
        List<string> faults = [];
        if (!(options.Processor is >= 0 and <= 1) || !(options.Memory is >= 0 and <= 1))
        {
            faults.Add("HiveFlow:Load:Processor and Memory must be 0 to 1.");
        }

        if (options.For < TimeSpan.Zero || options.For > TimeSpan.FromMinutes(10))
        {
            faults.Add("HiveFlow:Load:For must be 0 to 10 minutes.");
        }

        if (!(options.Ease is >= 0 and <= 0.5))
        {
            faults.Add("HiveFlow:Load:Ease must be 0 to 0.5.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
