namespace HiveFlow.Audit;

/// <summary>Entries, the newest first.</summary>
/// <param name="Entries">At most as many as were asked for.</param>
/// <param name="NextCursor">Gives the next page; null on the last.</param>
public sealed record AuditPage(IReadOnlyList<AuditRow> Entries, string? NextCursor);
