using HiveFlow.Storage.Documents;

namespace HiveFlow.Runs.Ending;

/// <summary>What a run costs at its end.</summary>
/// <param name="Charged">Millicredits.</param>
/// <param name="Writes">They go into the write that ends the run.</param>
public sealed record RunSettlement(long Charged, IReadOnlyList<DocumentWrite> Writes);
