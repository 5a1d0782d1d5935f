namespace HiveFlow.Functions.Operators;

/// <summary>Says that the service is being maintained.</summary>
public sealed record MaintenanceRequest
{
    /// <summary>Told to whoever is refused meanwhile: 1 to 500 characters.</summary>
    public string? Message { get; init; }

    /// <summary>When it ends by itself, within 30 days; never when absent.</summary>
    public DateTimeOffset? Until { get; init; }
}
