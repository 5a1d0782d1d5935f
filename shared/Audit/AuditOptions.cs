namespace HiveFlow.Audit;

/// <summary>Settings of the audit log.</summary>
public sealed record AuditOptions
{
    /// <summary>How long an entry is kept from the day it is written. Default 365 days; 30 to 3,650 days.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(365);
}
