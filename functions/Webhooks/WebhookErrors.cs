using HiveFlow.Errors;

namespace HiveFlow.Functions.Webhooks;

/// <summary>How a delivery can be refused.</summary>
public static class WebhookErrors
{
    /// <summary>The sender did not prove itself.</summary>
    public static readonly ErrorCode SignatureCode = new("webhook_signature_invalid", ErrorKind.Unauthenticated);

    /// <summary>The flow is paused.</summary>
    public static readonly ErrorCode PausedCode = new("flow_paused", ErrorKind.Conflict);

    /// <summary>A rejected delivery, of which nothing was kept.</summary>
    public static readonly ErrorCode NotKeptCode = new("delivery_not_kept", ErrorKind.Conflict);

    /// <summary>The run that was to answer failed or was cancelled.</summary>
    public static readonly ErrorCode RunFailedCode = new("webhook_run_failed", ErrorKind.Internal);

    /// <summary>401.</summary>
    public static Error Signature() => Error.Of(SignatureCode, "The request is not signed as this webhook asks.");

    /// <summary>409.</summary>
    public static Error NotKept() => Error.Of(NotKeptCode, "Nothing of this delivery was kept that could be replayed.");

    /// <summary>500; why is for the flow's owner alone.</summary>
    public static Error RunFailed() => Error.Of(RunFailedCode, "The flow that was to answer did not complete.");

    /// <summary>409.</summary>
    public static Error Paused() => Error.Of(PausedCode, "The flow is paused and takes nothing from this webhook now.");
}
