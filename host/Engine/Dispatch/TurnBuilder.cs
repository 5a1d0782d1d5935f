using HiveFlow.Engine.Execution;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Dispatch;

/// <summary>Turns what a turn brought into the one batch that commits it.</summary>
internal sealed class TurnBuilder(EngineNumbers numbers)
{
    private static readonly OrchestrationRuntimeStatus[] OpenStatuses =
        [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended];

    /// <param name="live">Whose turn it is.</param>
    /// <param name="now">When it is.</param>
    /// <param name="taken">All events that were taken from the mail.</param>
    /// <param name="played">The events of the execution that goes into the history; others than taken after a continue-as-new.</param>
    /// <param name="outcome">What it brought.</param>
    /// <param name="before">The end of the execution before, when this is the first turn of a new one: its history goes.</param>
    public EngineBatch Build(
        LiveInstance live, DateTime now, List<EngineEvent> taken, List<EngineEvent> played, TurnOutcome outcome, TurnOutcome? before)
    {
        var row = live.Row!;
        var messages = new List<OutgoingMessage>();
        List<NewInstance>? children = null;
        foreach (var action in before?.Actions ?? [])
        {
            messages.Add(Message(action.InstanceId!, null, EngineEvent.Raised(action.Name, action.Input)));
        }

        foreach (var action in outcome.Actions)
        {
            if (action.Kind == ActionKind.Child)
            {
                (children ??= []).Add(Child(row, action, now));
            }
            else if (action.Kind == ActionKind.SendEvent)
            {
                messages.Add(Message(action.InstanceId!, null, EngineEvent.Raised(action.Name, action.Input)));
            }
        }

        if (outcome.ContinuesAsNew)
        {
            messages.Add(Message(row.Id, row.Seq, EngineEvent.Started(outcome.Output)));
            messages.AddRange(outcome.Carried.Select(kept => Message(row.Id, row.Seq, EngineEvent.Carried(kept.Name, kept.Payload))));
        }
        else if (outcome.IsEnd)
        {
            AddEnd(messages, live, outcome);
        }

        var takenMessages = TakenMessages(taken);
        var state = State(live, outcome);
        var known = takenMessages is null ? live.Stored! : live.Stored! with { IsBusy = true, NextTimer = null };
        var forgets = before is not null || outcome.ContinuesAsNew;
        return new EngineBatch
        {
            Now = now,
            Create = live.Creation?.Instance,
            Seq = row.Seq,
            ForgetHistory = forgets && live.LastTurn > 0,
            Turn = live.LastTurn + 1,
            Record = !outcome.ContinuesAsNew ? HistoryCodec.EncodeTurn(now, played, outcome.Actions) : null,
            State = live.Creation is not null || state != known ? state : null,
            Taken = takenMessages,
            Children = children,
            Messages = messages.Count > 0 ? messages : null,
        };
    }

    public OutgoingMessage Message(string targetId, long? targetSeq, EngineEvent one) =>
        new() { TargetId = targetId, TargetSeq = targetSeq, Event = one.WithMessageId(numbers.NextMessage()) };

    private static InstanceState State(LiveInstance live, TurnOutcome outcome)
    {
        if (outcome.IsEnd)
        {
            return new InstanceState(outcome.Status, live.Stored!.Version, live.Run?.CustomStatus, false, null)
            {
                Output = outcome.Output,
                Failure = outcome.Failure,
            };
        }

        if (outcome.ContinuesAsNew)
        {
            return new InstanceState(
                OrchestrationRuntimeStatus.Running, outcome.NewVersion ?? live.Stored!.Version, null, true, null);
        }

        var run = live.Run!;
        var isBusy = run.Open.HasActivities;
        return new InstanceState(outcome.Status, run.Identity.Version, run.CustomStatus, isBusy, isBusy ? null : run.Open.NextTimer);
    }

    private static List<long>? TakenMessages(List<EngineEvent> taken)
    {
        List<long>? messages = null;
        foreach (var one in taken)
        {
            if (one.MessageId != 0)
            {
                (messages ??= []).Add(one.MessageId);
            }
        }

        return messages;
    }

    private NewInstance Child(InstanceRow parent, EngineAction action, DateTime now) => new()
    {
        Seq = numbers.NextInstance(),
        Id = action.InstanceId!,
        Name = action.Name,
        Version = action.Version,
        Created = now,
        Tags = Tags(parent, action),
        Parent = new ParentLink(parent.Seq, parent.Id, parent.Name, action.Id),
        Start = EngineEvent.Started(action.Input).WithMessageId(numbers.NextMessage()),
        RefuseOver = OpenStatuses,
        Refusal = EngineEvent.ChildFailed(
            action.Id,
            new Failure(
                "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
                $"A sub-orchestration cannot be started with the id '{action.InstanceId}': an instance with that id is still running."))
            .WithMessageId(numbers.NextMessage()),
    };

    /// <summary>What a child does is on the account of its parent's organization.</summary>
    private static IReadOnlyDictionary<string, string>? Tags(InstanceRow parent, EngineAction action)
    {
        if (parent.Tags?.GetValueOrDefault(LiveInstance.FairTag) is not { } organization || action.Tags?.ContainsKey(LiveInstance.FairTag) == true)
        {
            return action.Tags;
        }

        return new Dictionary<string, string>(action.Tags ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            [LiveInstance.FairTag] = organization,
        };
    }

    private void AddEnd(List<OutgoingMessage> messages, LiveInstance live, TurnOutcome outcome)
    {
        if (live.Row!.Parent is { } parent)
        {
            var answer = outcome.Status switch
            {
                OrchestrationRuntimeStatus.Completed => EngineEvent.ChildCompleted(parent.TaskId, outcome.Output),
                OrchestrationRuntimeStatus.Terminated => EngineEvent.ChildFailed(
                    parent.TaskId, new Failure("OrchestrationTerminated", $"The sub-orchestration '{live.Id}' was terminated.")),
                _ => EngineEvent.ChildFailed(parent.TaskId, outcome.Failure!),
            };
            messages.Add(Message(parent.Id, parent.Seq, answer));
        }

        if (outcome.EndsChildren && live.Run is { } run)
        {
            messages.AddRange(run.Open.Actions
                .Where(action => action.Kind == ActionKind.Child)
                .Select(action => Message(action.InstanceId!, null, EngineEvent.Terminated(outcome.Output, true))));
        }
    }
}
