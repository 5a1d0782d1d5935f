using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Engine.Dispatch;

/// <summary>Plays the turns of instances: brings their orchestrators to life, lets them take their mail, builds the batch.</summary>
/// <param name="parts">What the engine is made of.</param>
/// <param name="builder">Makes batches.</param>
/// <param name="onForeignAwait">Told that an orchestrator awaits something foreign.</param>
internal sealed class TurnPlayer(EngineParts parts, TurnBuilder builder, Action<LiveInstance> onForeignAwait)
{
    /// <summary>Plays a turn with the mail and the timers that are due; null when there is nothing to play.</summary>
    /// <param name="live">Whose turn it is; loaded.</param>
    /// <param name="mail">What it takes.</param>
    /// <param name="turns">Its history, where its orchestrator is not alive.</param>
    public Turn? Play(LiveInstance live, List<EngineEvent> mail, IReadOnlyList<TurnRecord> turns)
    {
        var now = parts.Time.GetUtcNow().UtcDateTime;
        now = now > live.LastTime ? now : live.LastTime;
        var stored = live.Stored!;
        var refusal = Trials.Verdict(parts.Options, stored) ?? VersionGate.Check(parts.Versioning, stored.Version);
        if (refusal is null && live.Run is null && !TryRevive(live, turns))
        {
            var version = string.IsNullOrEmpty(stored.Version) ? string.Empty : $" with version '{stored.Version}'";
            refusal = new Failure(Failure.OrchestratorNotFound, $"No orchestrator task named '{live.Row!.Name}'{version} was found.");
        }

        if (refusal is not null)
        {
            var refused = new TurnOutcome(OrchestrationRuntimeStatus.Failed, [], null, refusal);
            return new Turn(mail, refused, builder.Build(live, now, mail, mail, refused, null));
        }

        var run = live.Run!;
        now = now > run.Now ? now : run.Now;
        List<EngineEvent> events = mail;
        if (run.Open.DueTimers(now) is { Count: > 0 } due)
        {
            events = [.. mail, .. due.Select(timer => EngineEvent.TimerFired(timer.Id))];
        }

        if (events.Count == 0 && live.LastTurn > 0)
        {
            return null;
        }

        var outcome = run.Play(now, events);
        if (!outcome.ContinuesAsNew)
        {
            return new Turn(events, outcome, builder.Build(live, now, events, events, outcome, null));
        }

        return PlayNextExecution(live, now, events, outcome);
    }

    /// <summary>
    /// The first turn of the next execution rides in the same commit. Only one does: code that continues as new without awaiting
    /// anything goes through the store each time, so that others get their turns.
    /// </summary>
    private Turn PlayNextExecution(LiveInstance live, DateTime now, List<EngineEvent> taken, TurnOutcome ended)
    {
        var stored = live.Stored!;
        live.DropRun();
        live.Stored = stored with { Version = ended.NewVersion ?? stored.Version };
        if (VersionGate.Check(parts.Versioning, live.Stored.Version) is null && TryRevive(live, []))
        {
            List<EngineEvent> played = [EngineEvent.Started(ended.Output), .. ended.Carried.Select(kept => EngineEvent.Raised(kept.Name, kept.Payload))];

            // A tick later, so that the ids it derives from the time are not those of the execution before.
            now = now.AddTicks(1);
            var outcome = live.Run!.Play(now, played);
            if (!outcome.ContinuesAsNew)
            {
                live.Stored = stored;
                return new Turn(taken, outcome, builder.Build(live, now, taken, played, outcome, ended));
            }

            live.DropRun();
        }

        live.Stored = stored;
        return new Turn(taken, ended, builder.Build(live, now, taken, taken, ended, null));
    }

    private bool TryRevive(LiveInstance live, IReadOnlyList<TurnRecord> turns)
    {
        var row = live.Row!;
        var scope = parts.Services.CreateAsyncScope();
        var version = live.Stored!.Version;
        if (!parts.Tasks.TryCreateOrchestrator(row.Name, new TaskVersion(version ?? string.Empty), scope.ServiceProvider, out var orchestrator))
        {
            scope.Dispose();
            return false;
        }

        var parent = row.Parent is { } link ? new ParentOrchestrationInstance(link.Name, link.Id) : null;
        var run = new OrchestratorRun(
            orchestrator, new InstanceIdentity(row.Id, row.Name, version, parent), parts.Settings, () => onForeignAwait(live));
        foreach (var turn in turns)
        {
            run.Replay(turn);
        }

        live.SetRun(run, scope);
        return true;
    }
}
