using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>What may be said about a key; all faults together, by field.</summary>
internal static class KeyRules
{
    public const int MaxName = 100;
    private const int MaxDescription = 500;
    private const int MaxFlows = 100;
    private const int MaxRanges = 50;

    /// <summary>The key that is wanted, without owner and secret.</summary>
    public static Result<ApiKeyDocument> Check(NewApiKey wanted, DateTimeOffset now)
    {
        Faults faults = [];
        var name = Name(wanted.Name, faults);
        var description = Description(wanted.Description, faults);
        if (!ScopeNames.TryParse(wanted.Permissions, out var scopes))
        {
            faults["permissions"] = ["permissions must hold at least one of read, write and execute, and each once."];
        }

        if (!KeyExpiry.TryParse(wanted.ExpiresIn, now, out var expiresAt))
        {
            faults["expiresIn"] = ["expiresIn must be never, days such as 30d (at most 3650d), or a future date in ISO 8601."];
        }

        var (flows, ranges) = (Flows(wanted.FlowIds, faults), Ranges(wanted.IpRanges, faults));
        return faults.Count == 0
            ? new ApiKeyDocument(name, description, string.Empty, string.Empty, string.Empty, scopes, 0, now, expiresAt)
            {
                FlowIds = flows,
                IpRanges = ranges,
            }
            : RequestErrors.Invalid(faults);
    }

    /// <summary>The key with the change made.</summary>
    public static Result<ApiKeyDocument> Apply(ApiKeyDocument key, ApiKeyChange change)
    {
        Faults faults = [];
        if (change is { AnyFlow: true, FlowIds: not null })
        {
            faults["anyFlow"] = ["anyFlow cannot be true together with flowIds."];
        }

        if (change is { AnyAddress: true, IpRanges: not null })
        {
            faults["anyAddress"] = ["anyAddress cannot be true together with ipRanges."];
        }

        var changed = key with
        {
            Name = change.Name is null ? key.Name : Name(change.Name, faults),
            Description = change.Description is null ? key.Description : Description(change.Description, faults),
            FlowIds = change.AnyFlow ? null : Flows(change.FlowIds, faults) ?? key.FlowIds,
            IpRanges = change.AnyAddress ? null : Ranges(change.IpRanges, faults) ?? key.IpRanges,
        };
        return faults.Count == 0 ? changed : RequestErrors.Invalid(faults);
    }

    private static string Name(string text, Faults faults)
    {
        var name = text.Trim();
        if (DisplayText.Fault(name, MaxName) is { } fault)
        {
            faults["name"] = [$"name {fault}."];
        }

        return name;
    }

    private static string Description(string text, Faults faults)
    {
        var description = text.Trim();
        if (DisplayText.Fault(description, MaxDescription, mayBeEmpty: true) is { } fault)
        {
            faults["description"] = [$"description {fault}."];
        }

        return description;
    }

    private static IReadOnlyList<string>? Flows(IReadOnlyList<string>? ids, Faults faults)
    {
        if (ids is not null
            && (ids.Count is 0 or > MaxFlows || !ids.All(id => DocumentId.TryParse(id, out _)) || ids.Distinct().Count() != ids.Count))
        {
            faults["flowIds"] = [$"flowIds must hold 1 to {MaxFlows} ids of flows, each once; leave it out to bind the key to none."];
        }

        return ids;
    }

    private static IReadOnlyList<string>? Ranges(IReadOnlyList<string>? texts, Faults faults)
    {
        if (texts is null)
        {
            return null;
        }

        if (texts.Count is 0 or > MaxRanges)
        {
            faults["ipRanges"] = [$"ipRanges must hold 1 to {MaxRanges} addresses or CIDR ranges; leave it out to bind the key to none."];
            return null;
        }

        SortedSet<string> ranges = new(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (!AddressRange.TryParse(text, out var range))
            {
                faults["ipRanges"] = ["ipRanges must hold addresses or ranges such as 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32."];
                return null;
            }

            ranges.Add(range.ToString());
        }

        return [.. ranges];
    }

    private sealed class Faults : Dictionary<string, IReadOnlyList<string>>;
}
