using HiveFlow.Errors;

namespace HiveFlow.Billing;

/// <summary>How buying credits can be refused.</summary>
public static class BillingErrors
{
    /// <summary>Nothing is sold here.</summary>
    public static readonly ErrorCode OffCode = new("billing_off", ErrorKind.NotFound);

    /// <summary>Stripe refused, or can't be reached.</summary>
    public static readonly ErrorCode FailedCode = new("billing_failed", ErrorKind.Unavailable);

    /// <summary>An event is not signed by Stripe, or too old.</summary>
    public static readonly ErrorCode SignatureCode = new("billing_signature_invalid", ErrorKind.Malformed);

    private static readonly TimeSpan Later = TimeSpan.FromSeconds(30);

    /// <summary>Nothing is sold here.</summary>
    public static Error Off() => Error.Of(OffCode, "This HiveFlow sells no credits; ask its operator for more.");

    /// <summary>Stripe refused, or can't be reached; why stands in the log.</summary>
    public static Error Failed() => Error.Of(FailedCode, "The payment could not be prepared now; nothing was charged. Try again in a moment.") with { RetryAfter = Later };

    /// <summary>An event is not signed by Stripe, or too old; it does not say which.</summary>
    public static Error Signature() => Error.Of(SignatureCode, "The event's signature is missing, wrong or too old.");
}
