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
    /// <summary>
    /// Asks for a slot for a new run. The request comes back with an id and its longest time, and as one that has to queue where there is none; <c>queue_full</c> or
    /// <c>too_busy</c> where it can't even do that.
    /// </summary>
    internal async Task<Result<(NewRun Request, RunSlot? Taken)>> TakeAsync(NewRun request, CancellationToken cancellationToken)
    {
        var (longest, most) = (request.Longest ?? options.Value.Longest, slots.LimitsOf(request.OrganizationId.ToString()).Longest);
        request = request with { Longest = longest < most ? longest : most };
        if (request.ParentRunId is not null)
        {
            return (request, (RunSlot?)null);
        }

        var id = request.RunId ?? request.FreshId ?? DocumentId.New(clock).ToString();
        var slot = new RunSlot(request.OrganizationId.ToString(), request.FlowId, id);
        request = request with { FreshId = id };
        return await slots.TakeAsync(slot, request.Start.FlowLimit, cancellationToken) switch
        {
            SlotOutcome.Taken => (request, slot),
            SlotOutcome.Had => (request, (RunSlot?)null),
            SlotOutcome.Queue => (request with { IsQueued = true }, (RunSlot?)null),
            SlotOutcome.OrganizationFull => QueueingErrors.QueueFull(slots.LimitsOf(slot.Organization).Queued),
            _ => RunErrors.Busy(),
        };
    }

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

    /// <summary>The run goes on after it waited: it never queues again, even where that makes one more than the limit.</summary>
    internal ValueTask ReturnAsync(Run run) => SlotOfRun.Of(run) is { } slot ? slots.ConfirmAsync(slot, CancellationToken.None) : default;
}
