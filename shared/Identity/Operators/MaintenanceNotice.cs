using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Operators;

/// <summary>What an operator says while the service is being maintained.</summary>
/// <param name="Message">Told to whoever is refused: 1 to 500 characters.</param>
/// <param name="Since">When it began.</param>
/// <param name="Until">When it ends by itself; null for when an operator ends it.</param>
public sealed record MaintenanceNotice(string Message, DateTimeOffset Since, DateTimeOffset? Until)
{
    internal const string Id = "mode";

    /// <summary>The one there is, or none.</summary>
    public static readonly Collection<MaintenanceNotice> Collection = new("maintenance_mode", IdentityJson.Default.MaintenanceNotice);
}
