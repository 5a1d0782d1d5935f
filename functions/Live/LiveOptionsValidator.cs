using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Live;

/// <summary>Refuses what is outside its bounds.</summary>
public sealed class LiveOptionsValidator : IValidateOptions<LiveOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LiveOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (bool IsFine, string Fault)[] rules =
        [
            (options.MaxPerAddress is >= 1 and <= 10_000, "HiveFlow:Live:MaxPerAddress must be 1 to 10,000."),
            (options.MaxPerUser is >= 1 and <= 10_000, "HiveFlow:Live:MaxPerUser must be 1 to 10,000."),
            (options.AuthTimeout >= TimeSpan.FromSeconds(1) && options.AuthTimeout <= TimeSpan.FromMinutes(1), "HiveFlow:Live:AuthTimeout must be 1 to 60 s."),
            (options.IdleTimeout >= TimeSpan.FromMinutes(1) && options.IdleTimeout <= TimeSpan.FromDays(1), "HiveFlow:Live:IdleTimeout must be 1 minute to 24 hours."),
            (options.MaxSubscriptions is >= 1 and <= 1_000, "HiveFlow:Live:MaxSubscriptions must be 1 to 1,000."),
            (options.MaxMessageBytes is >= 1_024 and <= 65_536, "HiveFlow:Live:MaxMessageBytes must be 1,024 to 65,536."),
        ];
        var faults = rules.Where(r => !r.IsFine).Select(r => r.Fault).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
