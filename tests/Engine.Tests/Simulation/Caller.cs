using DurableTask.Core.Exceptions;
using HiveFlow.Engine.Client;
using HiveFlow.Engine.Dispatch;
using HiveFlow.Engine.History;
using HiveFlow.Engine.Store;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Engine.Simulation;

/// <summary>
/// A client of one run: starts it and sends its events, one after the other; what it gets no answer to, because the process died, it
/// sends again.
/// </summary>
internal sealed class Caller(Scenario scenario, DateTimeOffset beginning)
{
    private Task? pending;
    private int next;

    public Scenario Scenario => scenario;

    public bool IsDone => next > scenario.Sent.Count;

    public bool CanCall => !IsDone && pending is null;

    /// <summary>Whether the start was acknowledged: from then on the run must not be lost.</summary>
    public bool IsAccepted => next > 0;

    public void Call(EngineCore core, EngineNumbers numbers, SimulatedClock clock)
    {
        pending = next == 0 ? StartAsync(core, numbers, clock) : core.SendAsync(scenario.Id, scenario.Sent[next - 1]);
        Look();
    }

    /// <summary>Takes up the answer, if there is one.</summary>
    public void Look()
    {
        if (pending is not { IsCompleted: true } answered)
        {
            return;
        }

        pending = null;
        if (answered.IsCompletedSuccessfully || answered.Exception?.InnerException is OrchestrationAlreadyExistsException)
        {
            next++;
        }
        else if (answered.Exception?.InnerException is not (EngineStoppedException or EngineBusyException or StoreUnavailableException))
        {
            answered.GetAwaiter().GetResult();
        }
    }

    /// <summary>The process it talked to is dead; no answer will come.</summary>
    public void Forget() => pending = null;

    private Task StartAsync(EngineCore core, EngineNumbers numbers, SimulatedClock clock)
    {
        DateTime? startAt = scenario.Delay is { } delay && beginning + delay > clock.GetUtcNow() ? (beginning + delay).UtcDateTime : null;
        return core.CreateAsync(new NewInstance
        {
            Seq = numbers.NextInstance(),
            Id = scenario.Id,
            Name = scenario.Name,
            Created = clock.GetUtcNow().UtcDateTime,
            StartAt = startAt,
            Start = EngineEvent.Started(scenario.Input, startAt?.Ticks ?? 0).WithMessageId(numbers.NextMessage()),
            RefuseOver = [.. StartRules.Open, Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Completed, scenario.Status],
        });
    }
}
