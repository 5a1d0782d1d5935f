using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>Reads and sets an organization's limits.</summary>
public sealed class LimitedCredits(IDocumentStore store, HotBalance hot, AuditLog audit, TimeProvider clock)
{
    /// <summary>Keys, and flows, that may have a limit in one organization.</summary>
    public const int Most = 500;

    private const int IdLength = 24;

    /// <summary>The limits as they are.</summary>
    public async ValueTask<CreditLimits> GetAsync(Tenant tenant, CancellationToken cancellationToken) =>
        (await store.GetAsync(CreditLimits.Collection, tenant, tenant.Key, cancellationToken))?.Document ?? CreditLimits.None;

    /// <summary>What is used or held today where there is a limit.</summary>
    public async ValueTask<CreditLimits> UsedTodayAsync(Tenant tenant, CreditLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var used = await ReadUsedAsync(store, tenant, limits, TimeSlices.DayOf(clock.GetUtcNow()), cancellationToken);
        return new CreditLimits
        {
            Daily = limits.Daily is null ? null : used[CreditUse.All],
            Keys = limits.Keys.Keys.ToDictionary(id => id, id => used[CreditUse.OfKey(id)]),
            Flows = limits.Flows.Keys.ToDictionary(id => id, id => used[CreditUse.OfFlow(id)]),
        };
    }

    /// <summary>How far the limits that there are now were used up on a day (UTC): today, or one of the two before.</summary>
    public async ValueTask<IReadOnlyList<LimitUse>> UsedOnAsync(Tenant tenant, CreditLimits limits, DateTimeOffset day, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var used = await ReadUsedAsync(store, tenant, limits, TimeSlices.DayOf(day), cancellationToken);
        return [.. limits.ByTarget.Select(limit => CreditUse.Told(limit.Key, limit.Value, used[limit.Key]))];
    }

    /// <summary>Sets all limits at once, for everything that begins after it.</summary>
    /// <exception cref="StoreUnavailableException">The store, or the Redis that is configured, is away; to be tried again.</exception>
    public async Task<Result<CreditLimits>> SetAsync(Tenant tenant, CreditLimits limits, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        if (Fault(limits) is { } fault)
        {
            return fault;
        }

        var act = new AuditAct("credit_limits.changed", actor, tenant)
        {
            TargetType = "organization",
            TargetId = tenant.Key,
            Details = new Dictionary<string, string>
            {
                ["daily"] = limits.Daily?.ToString(CultureInfo.InvariantCulture) ?? "none",
                ["keys"] = limits.Keys.Count.ToString(CultureInfo.InvariantCulture),
                ["flows"] = limits.Flows.Count.ToString(CultureInfo.InvariantCulture),
            },
        };
        await store.WriteAsync([DocumentWrite.Upsert(CreditLimits.Collection, tenant, tenant.Key, limits), audit.Entry(act)], cancellationToken);
        await hot.LimitAsync(tenant, cancellationToken);
        return limits;
    }

    /// <summary>The id of the counter of what a target uses in a day.</summary>
    internal static string UsedId(Tenant tenant, string day, string target) => $"credits/{tenant.Key}/used/{day}/{target}";

    internal static async ValueTask<IReadOnlyDictionary<string, long>> ReadUsedAsync(
        IDocumentStore store, Tenant tenant, CreditLimits limits, string day, CancellationToken cancellationToken)
    {
        var targets = limits.ByTarget.Keys.ToDictionary(target => UsedId(tenant, day, target), target => target, StringComparer.Ordinal);
        var used = targets.Values.ToDictionary(target => target, _ => 0L, StringComparer.Ordinal);
        foreach (var some in targets.Keys.Chunk(Most))
        {
            foreach (var counter in await store.GetManyAsync(Counter.Collection, tenant, some, cancellationToken))
            {
                used[targets[counter.Id]] = counter.Document.Value;
            }
        }

        return used;
    }

    private static Error? Fault(CreditLimits limits)
    {
        if (limits.Daily is < 0 or > CreditAdjustments.Most)
        {
            return RequestErrors.Invalid("daily", $"daily must be 0 to {CreditAdjustments.Most} millicredits, or null.");
        }

        return Fault("keys", limits.Keys) ?? Fault("flows", limits.Flows);
    }

    private static Error? Fault(string field, IReadOnlyDictionary<string, long> limits)
    {
        if (limits.Count > Most)
        {
            return RequestErrors.Invalid(field, $"{field} may hold {Most} limits at most.");
        }

        return limits.Any(l => l.Key.Length != IdLength || !DocumentId.TryParse(l.Key, out _) || l.Value is < 0 or > CreditAdjustments.Most)
            ? RequestErrors.Invalid(field, $"{field} must hold ids with 0 to {CreditAdjustments.Most} millicredits each.")
            : null;
    }
}
