using HiveFlow.Triggers.Signatures;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Functions.Webhooks;

/// <summary>A webhook as the API shows it.</summary>
/// <param name="Id">24 hex digits; not what stands in its address.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="NodeId">The trigger node it follows; absent when it was made by itself.</param>
/// <param name="Type">hook or simple.</param>
/// <param name="HasAddress">Whether somebody was given its address; if not, a rotation gives one.</param>
/// <param name="Enabled">Whether it takes anything.</param>
/// <param name="DisabledBecause">Why it was disabled by itself.</param>
/// <param name="Test">Whether it only records.</param>
/// <param name="Methods">The methods it takes.</param>
/// <param name="Signature">How senders prove themselves.</param>
/// <param name="HasSecrets">Whether it has secrets, which are never shown.</param>
/// <param name="DeliveryHeader">The header that names a delivery.</param>
/// <param name="DeliveryPath">Where in a JSON body a delivery's name stands.</param>
/// <param name="OnPause">refuse or hold.</param>
/// <param name="Throttle">How many runs it starts in a time.</param>
/// <param name="Debounce">How long it waits for a delivery to take another's place.</param>
/// <param name="Reply">now or flow.</param>
/// <param name="ReplySeconds">How long an answer waits for the flow's.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Url">Its address, only where it was just made.</param>
/// <param name="Token">What stands in the address, only where it was just made.</param>
public sealed record WebhookView(
    string Id,
    string FlowId,
    string? NodeId,
    string Type,
    bool HasAddress,
    bool Enabled,
    string? DisabledBecause,
    bool Test,
    IReadOnlyList<string> Methods,
    SignatureRule Signature,
    bool HasSecrets,
    string? DeliveryHeader,
    string? DeliveryPath,
    string OnPause,
    WebhookThrottle? Throttle,
    WebhookDebounce? Debounce,
    string Reply,
    int? ReplySeconds,
    DateTimeOffset CreatedAt,
    string? Url,
    string? Token)
{
    internal static WebhookView Of(Webhook webhook, Uri? publicUrl = null, string? token = null) => new(
        webhook.Id,
        webhook.FlowId,
        webhook.NodeId,
        webhook.Type,
        !webhook.LacksAddress,
        webhook.IsEnabled,
        webhook.DisabledBecause,
        webhook.IsTest,
        webhook.Methods,
        webhook.Signature,
        webhook.SealedSecrets is not null,
        webhook.DeliveryHeader,
        webhook.DeliveryPath,
        webhook.OnPause,
        webhook.Throttle,
        webhook.Debounce,
        webhook.Reply ?? "now",
        webhook.ReplySeconds,
        webhook.CreatedAt,
        publicUrl is null ? null : UrlOf(webhook, publicUrl, token!),
        token);

    private static string UrlOf(Webhook webhook, Uri publicUrl, string token) => new Uri(
        publicUrl, webhook.Type == "simple" ? $"/api/triggers/flow/{webhook.FlowId}/{token}" : $"/api/hooks/{token}").AbsoluteUri;
}
