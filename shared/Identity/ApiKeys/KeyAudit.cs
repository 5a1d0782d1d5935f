using System.Globalization;
using HiveFlow.Audit;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>What the audit log is told about keys.</summary>
internal static class KeyAudit
{
    public const string Created = "api_key.created";
    public const string Changed = "api_key.updated";
    public const string Rotated = "api_key.rotated";
    public const string Revoked = "api_key.revoked";

    /// <summary>The act, with what the key may do.</summary>
    public static AuditAct Act(string action, AuditActor actor, string keyId, ApiKeyDocument key, params (string Name, string Value)[] more)
    {
        var details = new Dictionary<string, string>
        {
            ["name"] = key.Name,
            ["permissions"] = string.Join(' ', ScopeNames.Of(key.Scopes)),
            ["expiresAt"] = Instant(key.ExpiresAt),
            ["flowIds"] = key.FlowIds is { } flows ? string.Join(' ', flows) : "any",
            ["ipRanges"] = key.IpRanges is { } ranges ? string.Join(' ', ranges) : "any",
        };
        foreach (var (name, value) in more)
        {
            details[name] = value;
        }

        // The owner of a stored key was an organization when it was made.
        var tenant = DocumentId.TryParse(key.OrganizationId, out var organization) ? Tenant.Of(organization) : Tenant.System;
        return new AuditAct(action, actor, tenant) { TargetType = "api_key", TargetId = keyId, SubjectUserId = key.UserId, Details = details };
    }

    /// <summary>An instant as details say it.</summary>
    public static string Instant(DateTimeOffset? at) => at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "never";
}
