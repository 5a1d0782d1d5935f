using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Audit;

/// <summary>The append-only record of who did what, when, from where.</summary>
public sealed class AuditLog(IDocumentStore store, IOptions<AuditOptions> options, TimeProvider clock)
{
    private const int MaxDetails = 16;
    private const int MaxDetailName = 40;
    private const int MaxDetail = 200;

    /// <summary>The write that adds an act's entry; it belongs into the same atomic write as the act.</summary>
    public DocumentWrite Entry(AuditAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        var (by, now) = (act.Actor, clock.GetUtcNow());
        var entry = new AuditEntry(
            act.Action,
            now,
            by.Name,
            by.UserId,
            by.KeyId,
            act.SubjectUserId,
            act.TargetType,
            act.TargetId,
            act.IsRefused,
            by.Address,
            by.RequestId,
            act.Details.Take(MaxDetails).ToDictionary(d => Cut(d.Key, MaxDetailName), d => Cut(SecretText.Without(d.Value), MaxDetail)))
        {
            ExpiresAt = now + options.Value.Retention,
        };
        return DocumentWrite.Insert(AuditEntry.Collection, act.Tenant, DocumentId.New(clock).ToString(), entry);
    }

    /// <summary>Adds an act's entry by itself: for what writes nothing else, such as a refusal.</summary>
    public Task RecordAsync(AuditAct act, CancellationToken cancellationToken) => store.WriteAsync([Entry(act)], cancellationToken);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
