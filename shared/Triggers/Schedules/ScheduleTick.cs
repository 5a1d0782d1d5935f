using HiveFlow.Authoring;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Schedules;

/// <summary>
/// Starts what is due. Claims by a guarded write of the schedule, so that of several instances one has an occurrence; what it claimed stands
/// in the record until it is started, so that a crash loses nothing.
/// </summary>
/// <remarks>How far a run is, is asked through <see cref="ScheduleRunState"/>: the records of runs are another capability's.</remarks>
public sealed partial class ScheduleTick(
    IDocumentStore store, ScheduleRunState runs, IOptions<SchedulesOptions> options, TimeProvider clock, ILogger<ScheduleTick> logger)
{
    private const int Page = 200;
    private const int MaxRaces = 10;

    /// <summary>Looks at everything that is due now; gives how many schedules that were.</summary>
    public async Task<int> RunAsync(ScheduleStarter start, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var seen = 0;
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(
                DueSchedule.Collection,
                Tenant.System,
                new DocumentQuery("at") { Before = now.AddMilliseconds(1), Descending = false, Limit = Page, Cursor = cursor },
                cancellationToken);
            await Parallel.ForEachAsync(
                page.Items,
                new ParallelOptions { MaxDegreeOfParallelism = options.Value.Parallel, CancellationToken = cancellationToken },
                async (due, stop) => await TryAsync(due, start, now, stop));
            seen += page.Items.Count;
            cursor = page.NextCursor;
        }
        while (cursor is not null && seen < options.Value.MaxPerMinute);
        return seen;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Schedule {ScheduleId} could not be looked at; it is tried again in a minute.")]
    private static partial void NotDone(ILogger logger, Exception exception, string scheduleId);

    private async Task TryAsync(Stored<DueSchedule> due, ScheduleStarter start, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await FireAsync(due, start, now, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One schedule's trouble must not keep the others waiting; what it claimed is taken over when its lease is over.
            NotDone(logger, exception, due.Id);
        }
    }

    private async Task FireAsync(Stored<DueSchedule> due, ScheduleStarter start, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isDone = false;
        for (var race = 0; race < MaxRaces && !isDone; race++)
        {
            isDone = await TryFireAsync(due, start, now, cancellationToken);
        }
    }

    /// <summary>False where something else about the schedule was written meanwhile: it may still be due, and nobody else may look before a minute.</summary>
    private async Task<bool> TryFireAsync(Stored<DueSchedule> due, ScheduleStarter start, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(due.Document.OrganizationId, out var organization))
        {
            return true;
        }

        var tenant = Tenant.Of(organization);
        if (await store.GetAsync(Schedule.Collection, tenant, due.Id, cancellationToken) is not { } stored)
        {
            await store.WriteAsync([DocumentWrite.Delete(DueSchedule.Collection, Tenant.System, due.Id, due.Version)], cancellationToken);
            return true;
        }

        if (ScheduleClaim.LookAt(stored.Document) > now)
        {
            // Another instance was faster.
            return true;
        }

        var flow = await store.GetAsync(Flow.Collection, tenant, stored.Document.FlowId, cancellationToken);
        var isWanted = flow?.Document is { Status: FlowStatus.Active, ExecutionState: FlowStatus.Active };
        var standing = stored.Document.LastRunId is { } latest ? await runs(stored.Document.OrganizationId, latest, cancellationToken) : ScheduleRunStanding.Gone;
        var counted = ScheduleClaim.Count(stored.Document, standing, options.Value.PauseAfterFailedRuns);
        if (counted.IsPaused && !stored.Document.IsPaused)
        {
            return (await SaveAsync(stored, counted, cancellationToken)).IsApplied;
        }

        var (claimed, mine) = ScheduleClaim.Claim(counted, now, options.Value.Grace, options.Value.ClaimLease, isWanted);
        var claim = await SaveAsync(stored, claimed, cancellationToken);
        if (!claim.IsApplied || mine.Count == 0)
        {
            return claim.IsApplied;
        }

        List<ScheduleOutcome> outcomes = [];
        var last = claimed.LastRunId;
        foreach (var pending in mine.OrderBy(pending => pending.Occurrence))
        {
            var outcome = await StartAsync(claimed, pending, last, start, isWanted, cancellationToken);
            last = outcome.RunId ?? last;
            outcomes.Add(outcome);
        }

        await RecordAsync(tenant, due.Id, outcomes, cancellationToken);
        return true;
    }

    private async Task<ScheduleOutcome> StartAsync(
        Schedule schedule, PendingStart pending, string? last, ScheduleStarter start, bool isWanted, CancellationToken cancellationToken)
    {
        if (!isWanted)
        {
            return new ScheduleOutcome(pending, null, null, IsPutOff: false);
        }

        if (schedule.Overlap != OverlapPolicy.Parallel && last is not null
            && await runs(schedule.OrganizationId, last, cancellationToken) == ScheduleRunStanding.GoesOn)
        {
            return new ScheduleOutcome(pending, null, null, IsPutOff: schedule.Overlap == OverlapPolicy.Queue);
        }

        var started = await start(schedule, pending.Occurrence, cancellationToken);
        return started.IsSuccess
            ? new ScheduleOutcome(pending, started.Value, null, IsPutOff: false)
            : new ScheduleOutcome(pending, null, started.Error, started.Error.Code.Kind is ErrorKind.Unavailable or ErrorKind.RateLimited);
    }

    private Task<WriteResult> SaveAsync(Stored<Schedule> stored, Schedule after, CancellationToken cancellationToken) => store.WriteAsync(
        [DocumentWrite.Replace(Schedule.Collection, stored.Tenant, stored.Id, stored.Version, after), ScheduleClaim.DueWrite(after)], cancellationToken);

    private async Task RecordAsync(Tenant tenant, string id, List<ScheduleOutcome> outcomes, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.GetAsync(Schedule.Collection, tenant, id, cancellationToken) is not { } stored)
            {
                return;
            }

            var now = clock.GetUtcNow();
            var after = outcomes.Aggregate(stored.Document, (schedule, outcome) => outcome.Record(schedule, now, options.Value.PauseAfter));
            if ((await SaveAsync(stored, after, cancellationToken)).IsApplied)
            {
                return;
            }
        }
    }
}
