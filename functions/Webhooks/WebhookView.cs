using HiveFlow.Triggers.Signatures;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Functions.Webhooks;

/// <summary>A webhook as the API shows it.</summary>
/// <param name="Id">24 hex digits; not what stands in its address.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="Type">hook or simple.</param>
/// <param name="Enabled">Whether it takes anything.</param>
/// <param name="Test">Whether it only records.</param>
/// <param name="Methods">The methods it takes.</param>
/// <param name="Signature">How senders prove themselves.</param>
/// <param name="HasSecrets">Whether it has secrets, which are never shown.</param>
/// <param name="OnPause">refuse or hold.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Url">Its address, only where it was just made.</param>
/// <param name="Token">What stands in the address, only where it was just made.</param>
public sealed record WebhookView(
    string Id,
    string FlowId,
    string Type,
    bool Enabled,
    bool Test,
    IReadOnlyList<string> Methods,
    SignatureRule Signature,
    bool HasSecrets,
    string OnPause,
    DateTimeOffset CreatedAt,
    string? Url,
    string? Token)
{
    internal static WebhookView Of(Webhook webhook, Uri? publicUrl = null, string? token = null) => new(
        webhook.Id, webhook.FlowId, webhook.Type, webhook.IsEnabled, webhook.IsTest, webhook.Methods, webhook.Signature,
        webhook.SealedSecrets is not null, webhook.OnPause, webhook.CreatedAt, publicUrl is null ? null : UrlOf(webhook, publicUrl, token!), token);

    private static string UrlOf(Webhook webhook, Uri publicUrl, string token) => new Uri(
        publicUrl, webhook.Type == "simple" ? $"/api/triggers/flow/{webhook.FlowId}/{token}" : $"/api/hooks/{token}").AbsoluteUri;
}
