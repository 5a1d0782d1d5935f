using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Billing.Alerts;

/// <summary>
/// Looks whether an organization has used as much of its month's grant, or of a limit of the day, as it wants to be told of. Looks at the
/// period before too, so that what was used just before its end is not missed.
/// </summary>
public sealed class AlertWatch(IDocumentStore store, MonthlyGrants grants, LimitedCredits limits, AlertDesk desk, AuditLog audit, TimeProvider clock)
{
    private static readonly AuditActor Actor = AuditActor.System("credit-alerts");

    /// <summary>Writes down what is to be told and was not yet.</summary>
    /// <returns>How many.</returns>
    public async Task<int> LookAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var settings = await desk.GetAsync(tenant, cancellationToken);
        var reached = new List<CreditAlert>();
        foreach (var at in new[] { now, FirstOf(now).AddDays(-1) })
        {
            if (await grants.ReadAsync(tenant, at, cancellationToken) is { } month)
            {
                reached.AddRange(Reached(tenant, settings, "month", null, month.Month, month.Spent, month.Granted, now));
            }
        }

        var limited = await limits.GetAsync(tenant, cancellationToken);
        if (limited.Daily is not null || limited.Keys.Count + limited.Flows.Count > 0)
        {
            foreach (var day in new[] { now, now.AddDays(-1) })
            {
                var period = day.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                foreach (var use in await limits.UsedOnAsync(tenant, limited, day, cancellationToken))
                {
                    reached.AddRange(Reached(tenant, settings, use.Kind, use.Id, period, use.Used, use.Most, now));
                }
            }
        }

        var told = 0;
        foreach (var alert in reached)
        {
            told += await WriteAsync(tenant, alert, cancellationToken) ? 1 : 0;
        }

        return told;
    }

    private static DateTimeOffset FirstOf(DateTimeOffset at) => new(at.UtcDateTime.Year, at.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private IEnumerable<CreditAlert> Reached(
        Tenant tenant, AlertSettings settings, string kind, string? target, string period, long used, long most, DateTimeOffset now) =>
        most <= 0
            ? []
            : desk.ThresholdsOf(settings).Where(percent => (Int128)used * 100 >= (Int128)most * percent)
                .Select(percent => new CreditAlert(tenant.Key, kind, target, period, percent, used, most, now) { DueAt = now });

    private async Task<bool> WriteAsync(Tenant tenant, CreditAlert alert, CancellationToken cancellationToken)
    {
        if (await store.GetAsync(CreditAlert.Collection, Tenant.System, alert.Id, cancellationToken) is not null)
        {
            return false;
        }

        var act = new AuditAct("credits.threshold_reached", Actor, tenant)
        {
            TargetType = alert.Kind,
            TargetId = alert.Target ?? tenant.Key,
            Details = new Dictionary<string, string>
            {
                ["period"] = alert.Period,
                ["percent"] = alert.Percent.ToString(CultureInfo.InvariantCulture),
                ["used"] = alert.Used.ToString(CultureInfo.InvariantCulture),
                ["most"] = alert.Most.ToString(CultureInfo.InvariantCulture),
            },
        };
        return (await store.WriteAsync([DocumentWrite.Insert(CreditAlert.Collection, Tenant.System, alert.Id, alert), audit.Entry(act)], cancellationToken)).IsApplied;
    }
}
