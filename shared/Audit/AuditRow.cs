using HiveFlow.Storage.Documents;

namespace HiveFlow.Audit;

/// <summary>An entry as it is shown.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Action">What was done, such as <c>api_key.created</c>.</param>
/// <param name="Result"><c>done</c> or <c>refused</c>.</param>
/// <param name="Actor">Who: an address, <c>anonymous</c>, or a job of HiveFlow's.</param>
/// <param name="ActorId">The person; null for others.</param>
/// <param name="KeyId">The API key that was used; null for a session.</param>
/// <param name="TargetType">The kind of thing it was done to.</param>
/// <param name="TargetId">That thing.</param>
/// <param name="SubjectId">The person it was about, when that is not the actor.</param>
/// <param name="Address">Where from.</param>
/// <param name="RequestId">The request's <c>X-Request-Id</c>.</param>
/// <param name="Details">Short facts.</param>
public sealed record AuditRow(
    string Id,
    DateTimeOffset At,
    string Action,
    string Result,
    string Actor,
    string? ActorId,
    string? KeyId,
    string? TargetType,
    string? TargetId,
    string? SubjectId,
    string? Address,
    string? RequestId,
    IReadOnlyDictionary<string, string> Details)
{
    internal static AuditRow Of(Stored<AuditEntry> stored)
    {
        var entry = stored.Document;
        return new AuditRow(
            stored.Id,
            entry.At,
            entry.Action,
            entry.IsRefused ? "refused" : "done",
            entry.Actor,
            entry.UserId,
            entry.KeyId,
            entry.TargetType,
            entry.TargetId,
            entry.SubjectUserId,
            entry.Address,
            entry.RequestId,
            entry.Details);
    }
}
