using HiveFlow.Errors;

namespace HiveFlow.Identity.Operators;

/// <summary>What operators refuse, or have closed.</summary>
public static class OperatorErrors
{
    /// <summary>The service is being maintained.</summary>
    public static readonly ErrorCode MaintenanceCode = new("maintenance", ErrorKind.Unavailable);

    /// <summary>A trigger of a closed organization, or of a person who was shut out.</summary>
    public static readonly ErrorCode TriggersClosedCode = new("triggers_closed", ErrorKind.Forbidden);

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>503 until it is over, with the operator's words.</summary>
    public static Error Maintenance(MaintenanceNotice notice, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var left = notice.Until - now ?? Usual;
        return Error.Of(MaintenanceCode, $"The service is being maintained; nothing can be started or changed: {notice.Message}") with
        {
            RetryAfter = left > Longest ? Longest : left < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : left,
        };
    }

    /// <summary>403.</summary>
    public static Error TriggersClosed() => Error.Of(
        TriggersClosedCode, "The organization is closed, or the person whose rights the run would have is shut out: its triggers start nothing.");
}
