using HiveFlow.Errors;
using HiveFlow.Triggers.Signatures;

namespace HiveFlow.Triggers.Webhooks;

/// <summary>What a webhook is to be like; null leaves what is there, or takes the default.</summary>
public sealed record WebhookDraft
{
    /// <summary>hook or simple; only when it is made.</summary>
    public string? Type { get; init; }

    /// <summary>Whether it takes anything.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether it only records.</summary>
    public bool? Test { get; init; }

    /// <summary>Methods taken: GET, POST, PUT, PATCH, DELETE, HEAD.</summary>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>How senders prove themselves.</summary>
    public SignatureRule? Signature { get; init; }

    /// <summary>Up to three secrets of 8 to 500 characters, all valid at once so that senders can change over.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>The header that names a delivery.</summary>
    public string? DeliveryHeader { get; init; }

    /// <summary>Where in a JSON body a delivery's name stands: names with dots between, at most 200 characters; empty for nowhere.</summary>
    public string? DeliveryPath { get; init; }

    /// <summary>refuse or hold.</summary>
    public string? OnPause { get; init; }

    /// <summary>now (202 at once) or flow (what the flow answers).</summary>
    public string? Reply { get; init; }

    /// <summary>How long an answer waits for the flow's, 1 to 60 seconds.</summary>
    public int? ReplySeconds { get; init; }

    /// <summary>How many runs it starts in a time; a count of 0 for as many as come.</summary>
    public WebhookThrottle? Throttle { get; init; }

    /// <summary>How long it waits for a delivery to take another's place; 0 seconds for not at all.</summary>
    public WebhookDebounce? Debounce { get; init; }

    internal Error? Fault(Webhook? before)
    {
        string[] known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
        var rule = Signature ?? before?.Signature ?? new SignatureRule();
        var hasSecrets = Secrets is { Count: > 0 } || (Secrets is null && before?.SealedSecrets is not null);
        return Type is not (null or "hook" or "simple") ? RequestErrors.Invalid("type", "type must be hook or simple.")
            : Methods is not null && (Methods.Count is 0 or > 6 || Methods.Any(m => !known.Contains(m)))
                ? RequestErrors.Invalid("methods", $"methods must be one or more of {string.Join(", ", known)}.")
            : OnPause is not (null or "refuse" or "hold") ? RequestErrors.Invalid("onPause", "onPause must be refuse or hold.")
            : Secrets is not null && (Secrets.Count > 3 || Secrets.Any(s => s is not { Length: >= 8 and <= 500 }))
                ? RequestErrors.Invalid("secrets", "secrets must be at most three texts of 8 to 500 characters.")
            : DeliveryHeader is not null && !IsHeader(DeliveryHeader) ? RequestErrors.Invalid("deliveryHeader", "deliveryHeader must be a header's name.")
            : DeliveryPath is { Length: > 200 } ? RequestErrors.Invalid("deliveryPath", "deliveryPath has at most 200 characters.")
            : Reply is not (null or "now" or "flow") ? RequestErrors.Invalid("reply", "reply must be now or flow.")
            : Reply == "flow" && (Type ?? before?.Type) == "simple" ? RequestErrors.Invalid("reply", "A simple webhook answers at once: reply must be now.")
            : ReplySeconds is < 1 or > 60 ? RequestErrors.Invalid("replySeconds", "replySeconds must be 1 to 60.")
            : Throttle is { Count: < 0 or > 10_000 } ? RequestErrors.Invalid("throttle.count", "throttle.count must be 0 to 10,000.")
            : Throttle is { Count: > 0, Seconds: < 1 or > 86_400 } ? RequestErrors.Invalid("throttle.seconds", "throttle.seconds must be 1 to 86,400.")
            : Throttle is { Key.Length: > 200 } ? RequestErrors.Invalid("throttle.key", "throttle.key has at most 200 characters.")
            : Debounce is { Seconds: < 0 or > 3_600 } ? RequestErrors.Invalid("debounce.seconds", "debounce.seconds must be 0 to 3,600.")
            : Debounce is { Key.Length: > 200 } ? RequestErrors.Invalid("debounce.key", "debounce.key has at most 200 characters.")
            : (Debounce ?? before?.Debounce) is { Seconds: > 0 } && (Reply ?? before?.Reply) == "flow"
                ? RequestErrors.Invalid("reply", "A webhook with debounce answers before its run starts: reply must be now.")
            : !SignatureScheme.All.Contains(rule.Scheme)
                ? RequestErrors.Invalid("signature.scheme", $"signature.scheme must be one of {string.Join(", ", SignatureScheme.All)}.")
            : rule.Scheme != SignatureScheme.None && !hasSecrets ? RequestErrors.Invalid("secrets", $"secrets must hold one for the scheme {rule.Scheme}.")
            : rule.Scheme == SignatureScheme.Hmac && !IsHeader(rule.Header) ? RequestErrors.Invalid("signature.header", "signature.header must be a header's name.")
            : rule.Algorithm is not ("sha256" or "sha512") ? RequestErrors.Invalid("signature.algorithm", "signature.algorithm must be sha256 or sha512.")
            : rule.Encoding is not ("hex" or "base64") ? RequestErrors.Invalid("signature.encoding", "signature.encoding must be hex or base64.")
            : rule.Prefix is not { Length: <= 50 } ? RequestErrors.Invalid("signature.prefix", "signature.prefix has at most 50 characters.")
            : rule.ToleranceSeconds is < 1 or > 3600 ? RequestErrors.Invalid("signature.toleranceSeconds", "signature.toleranceSeconds must be 1 to 3600.")
            : null;
    }

    private static bool IsHeader(string? name) => name is { Length: > 0 and <= 100 } && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
