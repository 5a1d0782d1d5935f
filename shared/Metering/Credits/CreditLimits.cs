using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>
/// The most an organization, an API key or a flow may use in a day (UTC), in millicredits. What is held counts as used until its run ends.
/// </summary>
public sealed record CreditLimits
{
    /// <summary>One document an organization.</summary>
    public static readonly Collection<CreditLimits> Collection = new("credit_limits", CreditsJson.Default.CreditLimits);

    /// <summary>Nothing is limited.</summary>
    public static readonly CreditLimits None = new();

    /// <summary>The whole organization's; null for none.</summary>
    public long? Daily { get; init; }

    /// <summary>By API key id.</summary>
    public IReadOnlyDictionary<string, long> Keys { get; init; } = new Dictionary<string, long>();

    /// <summary>By flow id.</summary>
    public IReadOnlyDictionary<string, long> Flows { get; init; } = new Dictionary<string, long>();

    /// <summary>All, by target.</summary>
    internal IReadOnlyDictionary<string, long> ByTarget
    {
        get
        {
            var all = new Dictionary<string, long>(StringComparer.Ordinal);
            if (Daily is { } daily)
            {
                all[CreditUse.All] = daily;
            }

            foreach (var (id, most) in Keys)
            {
                all[CreditUse.OfKey(id)] = most;
            }

            foreach (var (id, most) in Flows)
            {
                all[CreditUse.OfFlow(id)] = most;
            }

            return all;
        }
    }
}
