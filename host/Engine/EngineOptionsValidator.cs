using Microsoft.Extensions.Options;

namespace HiveFlow.Engine;

/// <summary>Checks the bounds of <see cref="EngineOptions"/>, all at once.</summary>
internal sealed class EngineOptionsValidator : IValidateOptions<EngineOptions>
{
    public ValidateOptionsResult Validate(string? name, EngineOptions options)
    {
        var faults = new List<string>();
        Check(faults, nameof(options.MaxConcurrentActivities), options.MaxConcurrentActivities, 1, 10_000);
        Check(faults, nameof(options.MaxConcurrentTurns), options.MaxConcurrentTurns, 1, 1_024);
        Check(faults, nameof(options.MaxBacklog), options.MaxBacklog, 100, 10_000_000);
        Check(faults, nameof(options.MaxIdleInstances), options.MaxIdleInstances, 0, 1_000_000);
        Check(faults, nameof(options.MaxIdleBytes), options.MaxIdleBytes, 0, 64L * 1024 * 1024 * 1024);
        Check(faults, nameof(options.MaxPayloadChars), options.MaxPayloadChars, 1_024, 64 * 1024 * 1024);
        Check(faults, nameof(options.MaxAttempts), options.MaxAttempts, 1, 100);
        Check(faults, nameof(options.TimerHorizon), options.TimerHorizon, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(faults, nameof(options.StopTimeout), options.StopTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check<T>(List<string> faults, string key, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
        {
            faults.Add($"Engine:{key} is {value} and must be from {least} to {most}.");
        }
    }
}
