using HiveFlow.Errors;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Runs.Waits;

/// <summary>Brings events to the waits for them: each event to one wait, the oldest first, whichever came before the other.</summary>
public sealed class RunInboxes(
    IDocumentStore store, RunWaits waits, RunTurns turns, PayloadStore payloads, IOptions<WaitsOptions> options, TimeProvider clock)
{
    private const int MaxRaces = 50;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>
    /// Opens a wait for an event, or gives the one that an earlier try of the same step has opened. Where the event has come before, the
    /// wait has ended already.
    /// </summary>
    public async Task<RunWait> OpenAsync(Tenant tenant, RunWait wait, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wait);
        using var turn = await turns.TakeAsync(wait.RunId, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await waits.GetAsync(tenant, wait.Id, cancellationToken) is { } known)
            {
                return known.Document;
            }

            var stored = await store.GetAsync(RunInbox.Collection, tenant, wait.RunId, cancellationToken);
            var inbox = stored?.Document ?? Empty;
            var early = inbox.Events.FirstOrDefault(one => one.Name == wait.Event);
            var opened = early is null
                ? wait
                : wait with { Status = WaitStatus.Received, Data = early.Data, EndedAt = clock.GetUtcNow() };
            var next = early is null
                ? inbox with { Waiting = [.. inbox.Waiting, new InboxWait(wait.Event!, wait.Id)] }
                : inbox with { Events = [.. inbox.Events.Where(one => !ReferenceEquals(one, early))] };
            var written = await store.WriteAsync(
                [DocumentWrite.Insert(RunWait.Collection, tenant, wait.Id, opened), Write(tenant, wait.RunId, stored, next)], cancellationToken);
            if (written.IsApplied)
            {
                return opened;
            }
        }

        throw new StoreUnavailableException("The run's inbox is changed by too many at once.");
    }

    /// <summary>Sends an event to a run.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="runId">The run.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="data">What it brings.</param>
    /// <param name="alongside">More to write in the same atomic write, made of the wait it ended; of null when it is held.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The wait it ended, null inside when it is held for a later one; or <c>run_ended</c>, <c>event_buffer_full</c>.</returns>
    public async Task<Result<SentEvent>> SendAsync(
        Tenant tenant,
        string runId,
        string name,
        System.Text.Json.JsonElement data,
        Func<RunWait?, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(alongside);
        Payload? kept = null;
        using var turn = await turns.TakeAsync(runId, cancellationToken);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.GetAsync(Run.Collection, tenant, runId, cancellationToken) is not { } run)
            {
                return RequestErrors.NotFound("run");
            }

            if (RunStatus.IsFinal(run.Document.Status))
            {
                return RunErrors.RunEnded(run.Document.Status);
            }

            kept ??= await payloads.SaveAsync(tenant, $"runs/{runId}/events/{DocumentId.New(clock)}.json", data, cancellationToken);
            if (kept is null)
            {
                return RunErrors.OutputTooLarge(PayloadStore.MaxSize);
            }

            var sent = await TryAsync(run, name, kept, alongside, cancellationToken);
            if (sent is { } done)
            {
                return done;
            }
        }

        throw new StoreUnavailableException("The run's inbox is changed by too many at once.");
    }

    private static RunInbox Empty { get; } = new([], [], default);

    private async Task<Result<SentEvent>?> TryAsync(
        Stored<Run> run, string name, Payload data, Func<RunWait?, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var stored = await store.GetAsync(RunInbox.Collection, run.Tenant, run.Id, cancellationToken);
        var inbox = stored?.Document ?? Empty;
        var (wait, waiting) = await NextAsync(run.Tenant, inbox.Waiting, name, now, cancellationToken);
        if (wait is not null)
        {
            var ended = wait.Document with { Status = WaitStatus.Received, EndedAt = now, Data = data };
            DocumentWrite[] ending =
                [.. waits.Ending(run, wait, ended), Write(run.Tenant, run.Id, stored, inbox with { Waiting = waiting }), .. alongside(ended)];
            return Sent(await store.WriteAsync(ending, cancellationToken), ended);
        }

        if (inbox.Events.Count >= options.Value.BufferedEvents)
        {
            return WaitErrors.EventBufferFull(options.Value.BufferedEvents);
        }

        var held = inbox with { Events = [.. inbox.Events, new InboxEvent(name, data, now)], Waiting = waiting };
        return Sent(await store.WriteAsync([Write(run.Tenant, run.Id, stored, held), .. alongside(null)], cancellationToken), null);
    }

    /// <summary>Null: somebody else changed the inbox, the wait or the run meanwhile.</summary>
    private static Result<SentEvent>? Sent(WriteResult written, RunWait? wait)
    {
        if (written.IsApplied)
        {
            return new SentEvent(wait);
        }

        return null;
    }

    /// <summary>The oldest wait for the event that can still be ended, and the list without it and without those that can't.</summary>
    private async Task<(Stored<RunWait>? Wait, IReadOnlyList<InboxWait> Waiting)> NextAsync(
        Tenant tenant, IReadOnlyList<InboxWait> waiting, string name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<InboxWait> left = [.. waiting];
        foreach (var candidate in waiting.Where(wait => wait.Name == name))
        {
            left.Remove(candidate);
            if (await waits.GetAsync(tenant, candidate.WaitId, cancellationToken) is { Document.IsOpen: true } wait && now < wait.Document.Deadline)
            {
                return (wait, left);
            }
        }

        return (null, left);
    }

    private DocumentWrite Write(Tenant tenant, string runId, Stored<RunInbox>? stored, RunInbox inbox)
    {
        var next = inbox with { ExpiresAt = clock.GetUtcNow() + Kept };
        return stored is null
            ? DocumentWrite.Insert(RunInbox.Collection, tenant, runId, next)
            : DocumentWrite.Replace(RunInbox.Collection, tenant, runId, stored.Version, next);
    }
}
