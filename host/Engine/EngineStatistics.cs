namespace HiveFlow.Engine;

/// <summary>What the engine is doing at a moment.</summary>
/// <param name="Live">Instances in memory.</param>
/// <param name="Idle">Of these, instances that only wait.</param>
/// <param name="TurnsWaiting">Turns that wait for a core.</param>
/// <param name="ActivitiesRunning">Activities under way.</param>
/// <param name="ActivitiesWaiting">Activities that wait for their turn.</param>
/// <param name="Timers">Timers of the near future.</param>
/// <param name="IsReadingTimers">Whether the next of them are being read from the store; some of them may be due already.</param>
public sealed record EngineStatistics(int Live, int Idle, int TurnsWaiting, int ActivitiesRunning, int ActivitiesWaiting, int Timers, bool IsReadingTimers);
