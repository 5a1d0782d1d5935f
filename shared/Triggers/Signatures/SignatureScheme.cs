namespace HiveFlow.Triggers.Signatures;

/// <summary>How a webhook's sender proves itself.</summary>
public static class SignatureScheme
{
    /// <summary>By nothing but the address, which nobody else knows.</summary>
    public const string None = "none";

    /// <summary>The secret in <c>Authorization: Bearer</c>.</summary>
    public const string Bearer = "bearer";

    /// <summary>An HMAC of the body in a header of the sender's choice.</summary>
    public const string Hmac = "hmac";

    /// <summary>GitHub: HMAC-SHA256 (hex) in <c>X-Hub-Signature-256</c>.</summary>
    public const string GitHub = "github";

    /// <summary>Stripe: <c>Stripe-Signature: t=…,v1=…</c>.</summary>
    public const string Stripe = "stripe";

    /// <summary>Slack: <c>X-Slack-Signature: v0=…</c> with <c>X-Slack-Request-Timestamp</c>.</summary>
    public const string Slack = "slack";

    /// <summary>Standard Webhooks: <c>webhook-signature</c>, <c>webhook-id</c>, <c>webhook-timestamp</c>.</summary>
    public const string Standard = "standard";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [None, Bearer, Hmac, GitHub, Stripe, Slack, Standard];
}
