using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace HiveFlow.Metering.Limits;

/// <summary>The configured limits, ready to be counted.</summary>
public sealed class LimitBook
{
    private readonly FrozenDictionary<string, PlanBook> plans;
    private readonly FrozenDictionary<string, string> planOf;
    private readonly FrozenDictionary<string, Limit> classes;
    private readonly PlanBook standard;

    /// <summary>Reads the settings.</summary>
    public LimitBook(IOptions<LimitsOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (settings, factor) = (options.Value, options.Value.Factor);
        plans = settings.Plans.ToFrozenDictionary(
            plan => plan.Key,
            plan => new PlanBook(
                new Limit("key", plan.Value.Key, factor),
                new Limit("user", plan.Value.User, factor),
                new Limit("organization", plan.Value.Organization, factor),
                plan.Value.Runs),
            StringComparer.Ordinal);
        planOf = settings.Organizations.ToFrozenDictionary(StringComparer.Ordinal);
        classes = settings.Classes.ToFrozenDictionary(c => c.Key, c => new Limit(c.Key, c.Value, factor), StringComparer.Ordinal);
        standard = plans[LimitsOptions.DefaultPlan];
        Address = new Limit("address", settings.Address, factor);
        Refused = new Limit("refused", settings.Refused, factor);
    }

    /// <summary>Of one address.</summary>
    public Limit Address { get; }

    /// <summary>Of credentials of one address that were refused.</summary>
    public Limit Refused { get; }

    /// <summary>The limits of an organization's plan.</summary>
    public PlanBook PlanOf(string organizationId) => planOf.TryGetValue(organizationId, out var plan) ? plans[plan] : standard;

    /// <summary>A route class; null when the table does not hold it.</summary>
    public Limit? Class(string name) => classes.GetValueOrDefault(name);
}
