using HiveFlow.Errors;

namespace HiveFlow.Functions.Webhooks;

/// <summary>How a delivery can be refused.</summary>
public static class WebhookErrors
{
    /// <summary>The sender did not prove itself.</summary>
    public static readonly ErrorCode SignatureCode = new("webhook_signature_invalid", ErrorKind.Unauthenticated);

    /// <summary>The flow is paused.</summary>
    public static readonly ErrorCode PausedCode = new("flow_paused", ErrorKind.Conflict);

    /// <summary>401.</summary>
    public static Error Signature() => Error.Of(SignatureCode, "The request is not signed as this webhook asks.");

    /// <summary>409.</summary>
    public static Error Paused() => Error.Of(PausedCode, "The flow is paused and takes nothing from this webhook now.");
}
