using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Signatures;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>An address that starts runs of a flow.</summary>
public sealed record Webhook
{
    /// <summary>Webhooks of one flow, newest first.</summary>
    public static readonly Collection<Webhook> Collection = new Collection<Webhook>("webhooks", WebhookJson.Default.Webhook)
        .WithIndex("flow", ("flowId", webhook => webhook.FlowId), ("createdAt", webhook => webhook.CreatedAt));

    /// <summary>24 hex digits; not what stands in the address.</summary>
    public required string Id { get; init; }

    /// <summary>The flow.</summary>
    public required string FlowId { get; init; }

    /// <summary>The trigger node it follows; null when it was made by itself.</summary>
    public string? NodeId { get; init; }

    /// <summary>Whether nobody was given its address yet: a rotation does.</summary>
    public bool LacksAddress { get; init; }

    /// <summary><c>hook</c> or <c>simple</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Whether it takes anything; a disabled one is 404.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>Whether it only records what comes and starts nothing.</summary>
    public bool IsTest { get; init; }

    /// <summary>The methods it takes, upper-case.</summary>
    public IReadOnlyList<string> Methods { get; init; } = ["POST"];

    /// <summary>How its senders prove themselves.</summary>
    public SignatureRule Signature { get; init; } = new();

    /// <summary>The secrets, a JSON array encrypted by the vault; null for none.</summary>
    public string? SealedSecrets { get; init; }

    /// <summary>The header that names a delivery beside the known ones; null for none.</summary>
    public string? DeliveryHeader { get; init; }

    /// <summary>
    /// Where in a JSON body the sender's name for a delivery stands, as names with dots between; null for <c>id</c> with Stripe and
    /// <c>event_id</c> with Slack, and nothing with others.
    /// </summary>
    public string? DeliveryPath { get; init; }

    /// <summary><c>now</c> or <c>flow</c>: whether the answer waits for the run's; null for now.</summary>
    public string? Reply { get; init; }

    /// <summary>How many seconds the answer waits for the run's, 1 to 60; null for 30.</summary>
    public int? ReplySeconds { get; init; }

    /// <summary>How many runs it starts in a time; null for as many as come.</summary>
    public WebhookThrottle? Throttle { get; init; }

    /// <summary>How long it waits for a delivery to take another's place; null for not at all.</summary>
    public WebhookDebounce? Debounce { get; init; }

    /// <summary>Starts that were refused in a row.</summary>
    public int Failures { get; init; }

    /// <summary>Since when its runs count that fail; null for all.</summary>
    public DateTimeOffset? EnabledAt { get; init; }

    /// <summary>Why it was disabled where nobody asked for it; null otherwise.</summary>
    public string? DisabledBecause { get; init; }

    /// <summary><c>refuse</c> or <c>hold</c>: what becomes of deliveries while the flow is paused.</summary>
    public string OnPause { get; init; } = "refuse";

    /// <summary>SHA-256 (hex) of the id or token in its address.</summary>
    public required string KeyHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
