using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Health;

/// <summary>A document that is looked for, and is never there but for a moment, to show that the store answers.</summary>
/// <param name="Name">What is written.</param>
internal sealed record ReadyProbe(string Name)
{
    /// <summary>Where it would be.</summary>
    public static readonly Collection<ReadyProbe> Collection = new("ready_probes", HealthJson.Default.ReadyProbe);

    /// <summary>One that takes room: on a full disk a small one may still find a place.</summary>
    public static readonly ReadyProbe Large = new(new string('x', 256 * 1024));
}
