using System.Text.Json;
using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Schedules;

/// <summary>The schedules of flows: made, changed, paused, removed, each in the audit log, and kept in step with trigger nodes.</summary>
public sealed class FlowSchedules(
    IDocumentStore store, ScheduleRules rules, AuditLog audit, IOptions<SchedulesOptions> options, TimeProvider clock)
{
    private const int MaxRaces = 10;
    private const int MostOfFlow = 1_000;

    private static readonly JsonElement EmptyObject = JsonDocument.Parse("{}").RootElement;

    /// <summary>Makes one; fails naming the field, or as too many.</summary>
    public async Task<Result<Schedule>> CreateAsync(
        Tenant tenant,
        AuditActor actor,
        string flowId,
        ScheduleDraft draft,
        Func<Schedule, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        var ruled = rules.Apply(Blank(tenant, flowId, null), draft);
        if (!ruled.IsSuccess)
        {
            return ruled;
        }

        if ((await AllAsync(tenant, flowId, cancellationToken)).Count >= options.Value.MaxPerFlow)
        {
            return RequestErrors.Invalid("cron", $"A flow has at most {options.Value.MaxPerFlow} schedules.");
        }

        var schedule = ScheduleClaim.Aim(ruled.Value, clock.GetUtcNow());
        var result = await store.WriteAsync([.. Insert(tenant, schedule), Entry(tenant, actor, schedule, "schedule.created"), .. alongside(schedule)], cancellationToken);
        return result.IsApplied ? schedule : RequestErrors.VersionConflict("request");
    }

    /// <summary>A schedule of a flow; null when there is none.</summary>
    public async ValueTask<Stored<Schedule>?> GetAsync(Tenant tenant, string flowId, string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out _)
        && await store.GetAsync(Schedule.Collection, tenant, id, cancellationToken) is { } stored
        && stored.Document.FlowId == flowId
            ? stored
            : null;

    /// <summary>A page of a flow's schedules, newest first.</summary>
    public ValueTask<DocumentPage<Schedule>> ListAsync(Tenant tenant, string flowId, int limit, string? cursor, CancellationToken cancellationToken) =>
        store.QueryAsync(
            Schedule.Collection, tenant, new DocumentQuery("flow") { EqualTo = [flowId], Limit = limit, Cursor = cursor }, cancellationToken);

    /// <summary>
    /// Replaces what somebody can say about it; <see cref="ScheduleDraft.Version"/> makes a lost race <c>version_conflict</c>. A schedule that
    /// follows a trigger node keeps that node's timing.
    /// </summary>
    public Task<Result<Schedule>> ReplaceAsync(
        Tenant tenant, AuditActor actor, string flowId, string id, ScheduleDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return ChangeAsync(
            tenant,
            actor,
            flowId,
            id,
            draft.Version,
            "schedule.changed",
            schedule => rules.Apply(schedule, draft) is var ruled && ruled.IsSuccess && schedule.NodeId is { } node && !IsSameTiming(schedule, ruled.Value)
                ? RequestErrors.Invalid("cron", $"This schedule follows the trigger node {node}: its cron, timeZone and interval are changed there.")
                : ruled,
            cancellationToken);
    }

    /// <summary>Pauses it, what was waiting included, or lets it go on with the next occurrence from now on.</summary>
    public Task<Result<Schedule>> PauseAsync(
        Tenant tenant, AuditActor actor, string flowId, string id, bool isPaused, CancellationToken cancellationToken) => ChangeAsync(
        tenant,
        actor,
        flowId,
        id,
        null,
        isPaused ? "schedule.paused" : "schedule.resumed",
        schedule => schedule with { IsPaused = isPaused, PausedBecause = null, Failures = 0, FailedRuns = 0 },
        cancellationToken);

    /// <summary>Removes it; runs it started go on. Refused for one that follows a trigger node: that would bring it back.</summary>
    public async Task<Result> DeleteAsync(
        Tenant tenant, AuditActor actor, string flowId, string id, long? expectedVersion, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(tenant, flowId, id, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("schedule");
            }

            if (expectedVersion is { } expected && expected != stored.Document.Version)
            {
                break;
            }

            if (stored.Document.NodeId is { } node)
            {
                return RequestErrors.Invalid("nodeId", $"This schedule follows the trigger node {node}: remove the node, or pause the schedule.");
            }

            DocumentWrite[] writes = [.. Delete(tenant, id, stored.Version), Entry(tenant, actor, stored.Document, "schedule.deleted")];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("schedule");
    }

    /// <summary>When it will be due, jitter included; at most 50 instants, none while it is paused.</summary>
    public static IReadOnlyList<DateTimeOffset> NextRuns(Schedule schedule, int count)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 50);
        return schedule.NextOccurrence is { } next && Occurrences.Of(schedule.Timing) is { } occurrences
            ? [.. occurrences.List(next.AddTicks(-1), count).Select(at => occurrences.DueAt(schedule.Id, at))]
            : [];
    }

    /// <summary>
    /// When a schedule that is only thought of would be due, before jitter; at most 50 instants. What could not be made fails as it would then, but
    /// for how many a flow has already.
    /// </summary>
    public Result<IReadOnlyList<DateTimeOffset>> Preview(Tenant tenant, string flowId, ScheduleDraft draft, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 50);
        var ruled = rules.Apply(Blank(tenant, flowId, null), draft);
        return ruled.IsSuccess
            ? Result(Occurrences.Of(ruled.Value.Timing)!.List(clock.GetUtcNow(), count))
            : ruled.Error;

        static Result<IReadOnlyList<DateTimeOffset>> Result(IReadOnlyList<DateTimeOffset> list) => new List<DateTimeOffset>(list);
    }

    /// <summary>What a change of a flow changes about its schedules: see <see cref="FlowFollower"/>.</summary>
    public async ValueTask<IReadOnlyList<DocumentWrite>> FollowAsync(Tenant tenant, Flow? before, Flow? after, CancellationToken cancellationToken)
    {
        if ((after ?? before) is not { } flow)
        {
            return [];
        }

        var wanted = after is null ? new Dictionary<string, ScheduleDraft>() : NodeSchedules.Of(after.Nodes);
        var had = before is null ? new Dictionary<string, ScheduleDraft>() : NodeSchedules.Of(before.Nodes);
        if (after is not null && wanted.Count == had.Count && wanted.All(pair => had.TryGetValue(pair.Key, out var old) && old == pair.Value))
        {
            return [];
        }

        var now = clock.GetUtcNow();
        List<DocumentWrite> writes = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (var stored in before is null ? [] : await AllAsync(tenant, flow.Id, cancellationToken))
        {
            var schedule = stored.Document;
            var node = schedule.NodeId;
            if (after is not null && (node is null || (wanted.TryGetValue(node, out var same) && had.GetValueOrDefault(node) == same)))
            {
                known.Add(node ?? string.Empty);
                continue;
            }

            var ruled = node is not null && wanted.TryGetValue(node, out var draft) ? rules.Apply(schedule, Over(schedule, draft)) : default;
            if (node is null || after is null || !wanted.ContainsKey(node) || !ruled.IsSuccess)
            {
                writes.AddRange(Delete(tenant, schedule.Id, stored.Version));
                continue;
            }

            known.Add(node);
            var changed = ScheduleClaim.Aim(Changed(ruled.Value, now), now);
            writes.Add(DocumentWrite.Replace(Schedule.Collection, tenant, schedule.Id, stored.Version, changed));
            writes.Add(ScheduleClaim.DueWrite(changed));
        }

        foreach (var (node, draft) in wanted.Where(pair => !known.Contains(pair.Key)).Take(options.Value.MaxPerFlow))
        {
            if (rules.Apply(Blank(tenant, flow.Id, node), draft) is { IsSuccess: true, Value: var made })
            {
                writes.AddRange(Insert(tenant, ScheduleClaim.Aim(made!, now)));
            }
        }

        return writes;
    }

    private static ScheduleDraft Over(Schedule schedule, ScheduleDraft node) => node with
    {
        From = schedule.Timing.From,
        Until = schedule.Timing.Until,
        JitterSeconds = schedule.Timing.JitterSeconds,
        Overlap = schedule.Overlap,
        Missed = schedule.Missed,
        MissedLimit = schedule.MissedLimit,
        Input = schedule.Input,
    };

    private static DocumentWrite[] Insert(Tenant tenant, Schedule schedule) =>
        [DocumentWrite.Insert(Schedule.Collection, tenant, schedule.Id, schedule), ScheduleClaim.DueWrite(schedule)];

    private static DocumentWrite[] Delete(Tenant tenant, string id, long? version) =>
    [
        DocumentWrite.Delete(Schedule.Collection, tenant, id, version),
        DocumentWrite.Delete(DueSchedule.Collection, Tenant.System, id),
    ];

    private Schedule Blank(Tenant tenant, string flowId, string? node)
    {
        var now = clock.GetUtcNow();
        return new Schedule
        {
            Id = DocumentId.New(clock).ToString(),
            OrganizationId = tenant.Key,
            FlowId = flowId,
            NodeId = node,
            Timing = new ScheduleTiming { Anchor = now },
            Input = EmptyObject,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private async ValueTask<IReadOnlyList<Stored<Schedule>>> AllAsync(Tenant tenant, string flowId, CancellationToken cancellationToken) =>
        (await ListAsync(tenant, flowId, MostOfFlow, null, cancellationToken)).Items;

    private static Schedule Changed(Schedule schedule, DateTimeOffset now) =>
        schedule with { Version = schedule.Version + 1, UpdatedAt = now, Pending = schedule.IsPaused ? [] : schedule.Pending };

    private static bool IsSameTiming(Schedule one, Schedule other) =>
        (one.Timing.Cron, one.Timing.EverySeconds) == (other.Timing.Cron, other.Timing.EverySeconds)
        && (one.Timing.Cron is null || one.Timing.TimeZone == other.Timing.TimeZone);

    private DocumentWrite Entry(Tenant tenant, AuditActor actor, Schedule schedule, string action) => audit.Entry(new AuditAct(action, actor, tenant)
    {
        TargetType = "schedule",
        TargetId = schedule.Id,
        Details = new Dictionary<string, string> { ["flowId"] = schedule.FlowId },
    });

    private async Task<Result<Schedule>> ChangeAsync(
        Tenant tenant,
        AuditActor actor,
        string flowId,
        string id,
        long? expectedVersion,
        string action,
        Func<Schedule, Result<Schedule>> change,
        CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(tenant, flowId, id, cancellationToken) is not { } stored)
            {
                return RequestErrors.NotFound("schedule");
            }

            if (expectedVersion is { } expected && expected != stored.Document.Version)
            {
                break;
            }

            var changed = change(stored.Document);
            if (!changed.IsSuccess)
            {
                return changed;
            }

            var now = clock.GetUtcNow();
            var after = ScheduleClaim.Aim(Changed(changed.Value, now), now);
            DocumentWrite[] writes =
            [
                DocumentWrite.Replace(Schedule.Collection, tenant, id, stored.Version, after),
                ScheduleClaim.DueWrite(after),
                Entry(tenant, actor, after, action),
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return after;
            }
        }

        return RequestErrors.VersionConflict("schedule");
    }
}
