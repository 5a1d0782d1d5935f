using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Health;

/// <summary>A document that is never there: looking for it shows that the store answers.</summary>
internal sealed record ReadyProbe(string Name)
{
    /// <summary>Where it would be.</summary>
    public static readonly Collection<ReadyProbe> Collection = new("ready_probes", HealthJson.Default.ReadyProbe);
}
