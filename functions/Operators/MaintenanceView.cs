using HiveFlow.Identity.Operators;

namespace HiveFlow.Functions.Operators;

/// <summary>Whether the service is being maintained.</summary>
public sealed record MaintenanceView
{
    /// <summary>Whether it is.</summary>
    public required bool IsActive { get; init; }

    /// <summary>What is told to whoever is refused.</summary>
    public string? Message { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When it ends by itself; null for when an operator ends it.</summary>
    public DateTimeOffset? Until { get; init; }

    internal static MaintenanceView Of(MaintenanceNotice? notice) =>
        new() { IsActive = notice is not null, Message = notice?.Message, Since = notice?.Since, Until = notice?.Until };
}
