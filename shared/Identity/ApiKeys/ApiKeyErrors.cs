using HiveFlow.Errors;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>Failures of managing keys.</summary>
public static class ApiKeyErrors
{
    /// <summary>As many keys as a person may have.</summary>
    public static readonly ErrorCode LimitCode = new("api_key_limit", ErrorKind.Conflict);

    /// <summary>A good key, used from an address that it is not bound to.</summary>
    public static readonly ErrorCode AddressForbiddenCode = new("key_address_forbidden", ErrorKind.Forbidden);

    /// <summary>409 naming the limit.</summary>
    public static Error Limit(int keys) =>
        Error.Of(LimitCode, $"You have {keys} API keys in this organization, which is the limit; revoke one first.");

    /// <summary>403.</summary>
    public static Error AddressForbidden() =>
        Error.Of(AddressForbiddenCode, "This API key may not be used from this address: it is bound to others.");
}
