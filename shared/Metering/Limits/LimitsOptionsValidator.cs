using HiveFlow.Metering.Queueing;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Limits;

/// <summary>Refuses limits outside the bounds that <see cref="LimitsOptions"/> names, all faults together.</summary>
internal sealed class LimitsOptionsValidator : IValidateOptions<LimitsOptions>
{
    private const int MaxRate = 10_000_000;
    private const int MaxRuns = 1_000_000;
    private const int MaxPriority = 9;
    private const int MaxPlans = 100;
    private const int MaxOrganizations = 100_000;
    private const double MinFactor = 0.001;
    private const double MaxFactor = 10_000;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LimitsOptions options)
    {
        List<string> faults = [];
        if (!options.Plans.ContainsKey(LimitsOptions.DefaultPlan) || options.Plans.Count > MaxPlans)
        {
            faults.Add($"HiveFlow:Limits:Plans must hold '{LimitsOptions.DefaultPlan}' and at most {MaxPlans} plans.");
        }

        if (options.Organizations.Count > MaxOrganizations)
        {
            faults.Add($"HiveFlow:Limits:Organizations holds more than {MaxOrganizations} entries.");
        }

        faults.AddRange(options.Organizations
            .Where(entry => !options.Plans.ContainsKey(entry.Value))
            .Select(entry => $"HiveFlow:Limits:Organizations:{entry.Key} names a plan that Plans does not hold."));
        foreach (var (plan, limits) in options.Plans)
        {
            Check($"Plans:{plan}:Key", limits.Key, faults);
            Check($"Plans:{plan}:User", limits.User, faults);
            Check($"Plans:{plan}:Organization", limits.Organization, faults);
            Check($"Plans:{plan}:Runs", limits.Runs, faults);
        }

        foreach (var (name2, rate) in options.Classes)
        {
            Check($"Classes:{name2}", rate, faults);
            if (name2.Length is < 1 or > 40 || name2.Any(c => !char.IsAsciiLetterLower(c) && c != '-'))
            {
                faults.Add("HiveFlow:Limits:Classes must have names of 1 to 40 lower-case letters and '-'.");
            }
        }

        Check("Address", options.Address, faults);
        Check("Refused", options.Refused, faults);
        if (!(options.Factor is >= MinFactor and <= MaxFactor))
        {
            faults.Add($"HiveFlow:Limits:Factor must be {MinFactor} to {MaxFactor}.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(string place, RunLimits runs, List<string> faults)
    {
        if (runs.AtOnce is < 1 or > MaxRuns || runs.Queued is < 0 or > MaxRuns || runs.HighestPriority is < 0 or > MaxPriority)
        {
            faults.Add($"HiveFlow:Limits:{place}: AtOnce must be 1 to {MaxRuns}, Queued 0 to {MaxRuns}, HighestPriority 0 to {MaxPriority}.");
        }

        if (runs.Longest < TimeSpan.FromMinutes(1) || runs.Longest > TimeSpan.FromDays(365))
        {
            faults.Add($"HiveFlow:Limits:{place}: Longest must be 1 minute to 365 days.");
        }
    }

    private static void Check(string place, Rate rate, List<string> faults)
    {
        if (rate.PerMinute is < 1 or > MaxRate || rate.Burst is < 1 or > MaxRate)
        {
            faults.Add($"HiveFlow:Limits:{place}: PerMinute and Burst must be 1 to {MaxRate}.");
        }
    }
}
