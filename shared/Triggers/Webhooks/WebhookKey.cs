using HiveFlow.Storage.Documents;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>Finds a webhook by what stands in its address, before anybody knows whose it is. Its id is that secret's SHA-256.</summary>
/// <param name="OrganizationId">Whose.</param>
/// <param name="WebhookId">Which.</param>
public sealed record WebhookKey(string OrganizationId, string WebhookId)
{
    /// <summary>By hash.</summary>
    public static readonly Collection<WebhookKey> Collection = new("webhook_keys", WebhookJson.Default.WebhookKey);
}
