namespace HiveFlow.Metering.Limits;

/// <summary>How many requests are taken. Section <c>HiveFlow:Limits</c>; each rate is <c>PerMinute</c> and <c>Burst</c>.</summary>
public sealed record LimitsOptions
{
    /// <summary>The plan of organizations that <see cref="Organizations"/> does not name.</summary>
    public const string DefaultPlan = "default";

    /// <summary>
    /// Plans by name, each with <c>Key</c>, <c>User</c> and <c>Organization</c>. Default: one, <c>default</c>, with 1,200 a minute and a burst of
    /// 300 for a key and a person, 6,000 and 1,500 for an organization. At most 100.
    /// </summary>
    public Dictionary<string, PlanLimits> Plans { get; init; } = new(StringComparer.Ordinal) { [DefaultPlan] = new PlanLimits() };

    /// <summary>The plan of an organization by its id. Default none: all have <c>default</c>. At most 100,000.</summary>
    public Dictionary<string, string> Organizations { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Route classes by name, see <see cref="LimitClasses"/>; by caller, or by address where nobody has logged in.</summary>
    public Dictionary<string, Rate> Classes { get; init; } = LimitClasses.Defaults();

    /// <summary>Of one address (IPv6: its /64 network), whoever calls from there. Default 6,000 a minute with a burst of 1,500.</summary>
    public Rate Address { get; init; } = new(6_000, 1_500);

    /// <summary>Credentials of one address that were refused. Default 120 a minute with a burst of 60.</summary>
    public Rate Refused { get; init; } = new(120, 60);

    /// <summary>All limits times this, for load tests. Default 1; 0.001 to 10,000.</summary>
    public double Factor { get; init; } = 1;
}
