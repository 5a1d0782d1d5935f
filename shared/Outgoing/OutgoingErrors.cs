using HiveFlow.Errors;

namespace HiveFlow.Outgoing;

/// <summary>Failures of calls to addresses that users choose. No message holds a query, a header's value or a resolved address.</summary>
public static class OutgoingErrors
{
    /// <summary>The request itself can't be sent.</summary>
    public static readonly ErrorCode RequestInvalidCode = new("outgoing_request_invalid", ErrorKind.Invalid);

    /// <summary>The guard refused the address.</summary>
    public static readonly ErrorCode AddressRefusedCode = new("outgoing_address_refused", ErrorKind.Invalid);

    /// <summary>Credentials would have left unencrypted.</summary>
    public static readonly ErrorCode PlainCredentialsCode = new("outgoing_plain_credentials", ErrorKind.Invalid);

    /// <summary>The credential is not meant for that host.</summary>
    public static readonly ErrorCode HostNotBoundCode = new("outgoing_host_not_bound", ErrorKind.Invalid);

    /// <summary>A redirect was not followed.</summary>
    public static readonly ErrorCode RedirectRefusedCode = new("outgoing_redirect_refused", ErrorKind.Invalid);

    /// <summary>The target could not be reached, or hung up.</summary>
    public static readonly ErrorCode UnreachableCode = new("outgoing_unreachable", ErrorKind.Unavailable);

    /// <summary>No encrypted connection that can be trusted came about.</summary>
    public static readonly ErrorCode TlsFailedCode = new("outgoing_tls_failed", ErrorKind.Invalid);

    /// <summary>The target was too slow.</summary>
    public static readonly ErrorCode TimeoutCode = new("outgoing_timeout", ErrorKind.Unavailable);

    /// <summary>The answer is over a size limit.</summary>
    public static readonly ErrorCode ResponseTooLargeCode = new("outgoing_response_too_large", ErrorKind.Invalid);

    /// <summary>The answer is not HTTP as it should be.</summary>
    public static readonly ErrorCode ResponseInvalidCode = new("outgoing_response_invalid", ErrorKind.Invalid);

    /// <summary>Too many calls at once.</summary>
    public static readonly ErrorCode BusyCode = new("outgoing_busy", ErrorKind.Unavailable);

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Whether the same call may succeed later without a change.</summary>
    public static bool IsTransient(ErrorCode code) => code == UnreachableCode || code == TimeoutCode || code == BusyCode;

    internal static Error RequestInvalid(string sentence) => Error.Of(RequestInvalidCode, sentence);

    internal static Error AddressRefused(string host) =>
        Error.Of(AddressRefusedCode, $"{host} leads to a private or reserved address, which flows may not call.");

    internal static Error PlainCredentials(string host) =>
        Error.Of(PlainCredentialsCode, $"The request to {host} carries credentials and its address is not https.");

    /// <summary>The credential's hosts don't include this one.</summary>
    public static Error HostNotBound(string host, int port) => Error.Of(
        HostNotBoundCode, $"The credential may not be sent to {host}{(port == 443 ? string.Empty : $":{port}")}; its hosts don't include it.");

    internal static Error RedirectRefused(string because) => Error.Of(RedirectRefusedCode, $"The redirect was not followed: {because}.");

    internal static Error Unreachable(string host, string because) =>
        Error.Of(UnreachableCode, $"{host} could not be reached: {because}.") with { RetryAfter = Soon };

    internal static Error TlsFailed(string host) =>
        Error.Of(TlsFailedCode, $"No trusted encrypted connection to {host} came about: its certificate or its TLS version is not accepted.");

    internal static Error Timeout(string host, string what, TimeSpan limit) =>
        Error.Of(TimeoutCode, $"{host} {what} within {limit.TotalSeconds:0.###} s.") with { RetryAfter = Soon };

    internal static Error ResponseTooLarge(long limit) => Error.Of(ResponseTooLargeCode, $"The answer is larger than the limit of {limit} bytes.");

    internal static Error ResponseInvalid(string because) => Error.Of(ResponseInvalidCode, $"The answer can't be used: {because}.");

    internal static Error Busy(string because) => Error.Of(BusyCode, $"The call was not made: {because}.") with { RetryAfter = Soon };
}
