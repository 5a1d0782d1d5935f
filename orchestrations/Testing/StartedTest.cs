using HiveFlow.Runs;

namespace HiveFlow.Orchestrations.Testing;

/// <summary>A node test that was started.</summary>
/// <param name="Run">The run that does it.</param>
/// <param name="Node">The node's place in its flow.</param>
public sealed record StartedTest(Run Run, int Node)
{
    /// <summary>Millicredits that are left; null when it cost none now.</summary>
    public long? CreditsRemaining { get; init; }
}
