using Microsoft.DurableTask.Client;

namespace HiveFlow.Engine.Store;

/// <summary>Which instances to list, in the order of their making. All conditions must hold.</summary>
internal sealed record InstanceFilter
{
    public DateTime? CreatedFrom { get; init; }

    public DateTime? CreatedTo { get; init; }

    public IReadOnlyList<OrchestrationRuntimeStatus>? Statuses { get; init; }

    public string? IdPrefix { get; init; }

    /// <summary>Only instances after this place: ticks of the making and number.</summary>
    public (long Created, long Seq)? After { get; init; }

    public required int Limit { get; init; }

    public bool WithInput { get; init; }

    public bool Accepts(InstanceRow row) =>
        (CreatedFrom is not { } from || row.Created >= from) &&
        (CreatedTo is not { } to || row.Created <= to) &&
        (Statuses is not { Count: > 0 } statuses || statuses.Contains(row.State.Status)) &&
        (IdPrefix is not { } prefix || row.Id.StartsWith(prefix, StringComparison.Ordinal));
}
