namespace HiveFlow.Metering.Credits;

/// <summary>What credits are held for, as limits name it.</summary>
/// <param name="FlowId">The flow; null when it is none.</param>
/// <param name="KeyId">The API key; null for a session or a trigger.</param>
public sealed record CreditUse(string? FlowId, string? KeyId)
{
    /// <summary>The whole organization's target.</summary>
    internal const string All = "o";

    /// <summary>Of nothing in particular: only the organization's own limit counts.</summary>
    public static readonly CreditUse Other = new(null, null);

    /// <summary>The targets whose limits it counts against.</summary>
    internal IReadOnlyList<string> Targets
    {
        get
        {
            List<string> targets = [All];
            if (KeyId is not null)
            {
                targets.Add(OfKey(KeyId));
            }

            if (FlowId is not null)
            {
                targets.Add(OfFlow(FlowId));
            }

            return targets;
        }
    }

    internal static string OfKey(string id) => $"k/{id}";

    internal static string OfFlow(string id) => $"f/{id}";

    internal static LimitUse Told(string target, long most, long used) => target switch
    {
        All => new LimitUse("organization", null, most, used),
        _ when target.StartsWith("k/", StringComparison.Ordinal) => new LimitUse("key", target[2..], most, used),
        _ => new LimitUse("flow", target[2..], most, used),
    };

    /// <summary>A target in words.</summary>
    internal static string Name(string target) => target switch
    {
        All => "The organization's",
        _ when target.StartsWith("k/", StringComparison.Ordinal) => $"The API key {target[2..]}'s",
        _ => $"The flow {target[2..]}'s",
    };
}
