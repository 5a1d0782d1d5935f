using HiveFlow.Functions.Maintenance;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Runs;

/// <summary>How far the present round of <see cref="ZombieJob"/> is.</summary>
/// <param name="Cursor">Where its next page of organizations begins; null at the beginning.</param>
internal sealed record ZombieRound(string? Cursor)
{
    public const string Id = "zombies";

    public static readonly Collection<ZombieRound> Collection = new("maintenance_rounds", MaintenanceJson.Default.ZombieRound);
}
