using HiveFlow.Storage.Documents;

namespace HiveFlow.Audit;

/// <summary>An act as stored. Entries are added and never changed.</summary>
/// <param name="Action">What was done, for example <c>api_key.created</c>.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Actor">A readable name of who did it.</param>
/// <param name="UserId">The person; null for anonymous requests and for HiveFlow itself.</param>
/// <param name="KeyId">The API key used; null for a session.</param>
/// <param name="SubjectUserId">The account it was about.</param>
/// <param name="TargetType">The kind of thing it was done to.</param>
/// <param name="TargetId">That thing's id.</param>
/// <param name="IsRefused">Whether it was refused.</param>
/// <param name="Address">The client's IP address.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Details">Short facts.</param>
public sealed record AuditEntry(
    string Action,
    DateTimeOffset At,
    string Actor,
    string? UserId,
    string? KeyId,
    string? SubjectUserId,
    string? TargetType,
    string? TargetId,
    bool IsRefused,
    string? Address,
    string? RequestId,
    IReadOnlyDictionary<string, string> Details)
{
    /// <summary>Index over the time.</summary>
    internal const string ByTime = "time";

    /// <summary>Index over the act and the time.</summary>
    internal const string ByAction = "action";

    /// <summary>Index over who did it and the time.</summary>
    internal const string ByActor = "actor";

    /// <summary>Index over what it was done to and the time.</summary>
    internal const string ByTarget = "target";

    /// <summary>Index over whom it concerns and the time.</summary>
    internal const string ByPerson = "person";

    /// <summary>All entries; ids ascend with time.</summary>
    internal static readonly Collection<AuditEntry> Collection =
        new Collection<AuditEntry>("audit", AuditJson.Default.AuditEntry)
            .WithIndex(ByTime, ("at", e => e.At))
            .WithIndex(ByAction, ("action", e => e.Action), ("at", e => e.At))
            .WithIndex(ByActor, ("userId", e => e.UserId), ("at", e => e.At))
            .WithIndex(ByTarget, ("targetId", e => e.TargetId), ("at", e => e.At))
            .WithIndex(ByPerson, ("personId", e => e.SubjectUserId ?? e.UserId), ("at", e => e.At))
            .WithExpiry(e => e.ExpiresAt);

    /// <summary>When the store drops it; null never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
