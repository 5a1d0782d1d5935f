using HiveFlow.Runs;
using HiveFlow.Runs.Ending;

namespace HiveFlow.Functions.Runs;

/// <summary>A run that was started, now or by the same key before.</summary>
/// <param name="Run">The run.</param>
/// <param name="Listener">Listens for its end; null when nobody asked.</param>
public sealed record Launched(Run Run, RunEndListener? Listener)
{
    /// <summary>Millicredits that are left; null when it cost none now.</summary>
    public long? CreditsRemaining { get; init; }
}
