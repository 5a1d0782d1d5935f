using HiveFlow.Errors;
using HiveFlow.Metering.Queueing;
using HiveFlow.Runs;
using HiveFlow.Runs.Queueing;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Orchestrations.Queueing;

/// <summary>Sees to it that each run has a slot while it is at work, and none while it waits or has ended.</summary>
public sealed class RunPlaces(RunSlots slots, IOptions<RunsOptions> options, TimeProvider clock)
{
    /// <summary>The request with an id and its longest time, and what asks for its slot; null for one that goes by another's.</summary>
    internal (NewRun Request, SlotRequest? Slot) Prepare(NewRun request)
    {
        var (longest, most) = (request.Longest ?? options.Value.Longest, slots.LimitsOf(request.OrganizationId.ToString()).Longest);
        request = request with { Longest = longest < most ? longest : most };
        if (request.ParentRunId is not null)
        {
            return (request, null);
        }

        var id = request.RunId ?? request.FreshId ?? DocumentId.New(clock).ToString();
        var slot = new RunSlot(request.OrganizationId.ToString(), request.FlowId, id);
        return (request with { FreshId = id }, slots.RequestOf(slot, request.Start.FlowLimit));
    }

    /// <summary>Asks for a slot alone.</summary>
    internal async ValueTask<SlotOutcome?> TakeAsync(SlotRequest? slot, CancellationToken cancellationToken) =>
        slot is null ? null : await slots.TakeAsync(slot, cancellationToken);

    /// <summary>
    /// The request by what came of asking, and the slot that it has taken: as one that has to queue where there is none; <c>queue_full</c> or
    /// <c>too_busy</c> where it can't even do that.
    /// </summary>
    internal Result<(NewRun Request, RunSlot? Taken)> Placed(NewRun request, SlotRequest? slot, SlotOutcome? outcome) => outcome switch
    {
        null or SlotOutcome.Had => (request, (RunSlot?)null),
        SlotOutcome.Taken => (request, slot?.Run),
        SlotOutcome.Queue => (request with { IsQueued = true }, (RunSlot?)null),
        SlotOutcome.OrganizationFull => QueueingErrors.QueueFull(slots.LimitsOf(request.OrganizationId.ToString()).Queued),
        _ => RunErrors.Busy(),
    };

    /// <summary>Gives back what was taken for a run that did not come to be.</summary>
    internal ValueTask GiveBackAsync(RunSlot? taken) => taken is null ? default : slots.ReleaseAsync(taken);

    /// <summary>Queues a run whose record says so; repeating it is harmless. Where Redis is away it is queued when that is back.</summary>
    internal async ValueTask QueueAsync(Run run, CancellationToken cancellationToken)
    {
        if (SlotOfRun.Of(run) is not { } slot || run.Queued is not { } start)
        {
            return;
        }

        try
        {
            await slots.QueueAsync(slot, start.FlowLimit, start.Priority, run.CreatedAt, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // It is accepted: its record is what counts, and whoever looks through the records queues it.
        }
    }

    /// <summary>The run has ended, or waits for an instant or for somebody.</summary>
    internal ValueTask LeaveAsync(Run run) => SlotOfRun.Of(run) is { } slot ? slots.ReleaseAsync(slot) : default;

    /// <summary>The same, to be given back with the run's credits; null for one that goes by another's.</summary>
    internal SlotReturn? LeavingOf(Run run) => SlotOfRun.Of(run) is { } slot ? slots.ReturnOf(slot) : null;

    /// <summary>The run goes on after it waited: it never queues again, even where that makes one more than the limit.</summary>
    internal ValueTask ReturnAsync(Run run) => SlotOfRun.Of(run) is { } slot ? slots.ConfirmAsync(slot, CancellationToken.None) : default;
}
