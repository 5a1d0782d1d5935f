using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Metering.Credits;

/// <summary>What operators give to organizations and take from them, each with its reason and its entry in the audit log.</summary>
public sealed class CreditAdjustments(IDocumentStore store, CreditBook book, HotBalance hot, AuditLog audit, TimeProvider clock)
{
    /// <summary>The most that is given or taken at once, in millicredits.</summary>
    public const long Most = 1_000_000_000_000;

    private const int MaxReason = 200;
    private const int MaxRaces = 10;

    /// <summary>Gives (positive) or takes (negative, never more than is available) an amount; gives the balance after it.</summary>
    public async Task<Result<CreditBalance>> AdjustAsync(
        DocumentId organizationId, long amount, string reason, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (amount is 0 or < -Most or > Most)
        {
            return RequestErrors.Invalid("amount", $"amount must be -{Most} to {Most} millicredits and not 0.");
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason)
        {
            return RequestErrors.Invalid("reason", $"reason must be 1 to {MaxReason} characters.");
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var adjusted = await TryAsync(organizationId, amount, reason, actor, cancellationToken);
            if (adjusted is { IsSuccess: true } || adjusted.Error!.Code != CreditErrors.RecountedCode)
            {
                return adjusted;
            }
        }

        return CreditErrors.Recounted();
    }

    private async Task<Result<CreditBalance>> TryAsync(
        DocumentId organizationId, long amount, string reason, AuditActor actor, CancellationToken cancellationToken)
    {
        var tenant = Tenant.Of(organizationId);

        // Taken before it is written, given after: whatever dies in between, nobody spends what is not there.
        var hold = await book.HoldAsync(tenant, Math.Max(0, -amount), cancellationToken);
        if (!hold.IsSuccess)
        {
            return hold.Error;
        }

        var moment = amount > 0 ? hot.MomentOf(tenant) : hold.Value.Moment;
        var id = DocumentId.New(clock).ToString();
        var entry = new CreditEntry(CreditEntryKinds.Adjustment, amount, 0, moment.At) { Reason = reason, By = actor.UserId };
        var act = new AuditAct("credits.adjusted", actor, tenant)
        {
            TargetType = "organization",
            TargetId = organizationId.ToString(),
            Details = new Dictionary<string, string> { ["millicredits"] = $"{amount}", ["reason"] = reason },
        };
        DocumentWrite[] writes =
        [
            .. amount < 0 ? new[] { CreditLedger.Taken(tenant, moment) } : [],
            .. CreditLedger.Add(tenant, $"{CreditEntryKinds.Adjustment}/{id}", entry),
            audit.Entry(act),
        ];
        if ((await store.WriteAsync(writes, cancellationToken)).IsUnmet(writes))
        {
            await book.RefusedAsync(tenant, hold.Value, cancellationToken);
            return CreditErrors.Recounted();
        }

        if (amount > 0)
        {
            await hot.GiveAsync(tenant, amount, moment);
        }

        return await book.ReadAsync(tenant, cancellationToken);
    }
}
