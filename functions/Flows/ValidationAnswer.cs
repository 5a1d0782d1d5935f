namespace HiveFlow.Functions.Flows;

/// <summary>Whether a flow would run.</summary>
/// <param name="Valid">True when nothing is wrong.</param>
/// <param name="Faults">Everything that is.</param>
public sealed record ValidationAnswer(bool Valid, IReadOnlyList<FaultView> Faults);
