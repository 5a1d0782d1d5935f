namespace HiveFlow.Orchestrations.DryRuns;

/// <summary>What a run may cost, in millicredits, by the price table.</summary>
/// <param name="Min">The run and the steps that run in any case, each once.</param>
/// <param name="Max">The run and all steps that may run, with all their tries and the whole time of those in the sandbox, without what <paramref name="Metered"/> says.</param>
/// <param name="Held">What is held when it is started.</param>
/// <param name="Metered">The nodes whose use (bytes, tokens, items, other flows) is known only afterwards and costs on top.</param>
public sealed record DryCost(long Min, long Max, long Held, IReadOnlyList<string> Metered);
