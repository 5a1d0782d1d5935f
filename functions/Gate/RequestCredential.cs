using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Finds the credential in a request's headers: <c>Authorization: Bearer</c> with a token or key, <c>Authorization: ApiKey</c>
/// or <c>x-api-key</c> with a key. A URL is never looked at.
/// </summary>
internal static class RequestCredential
{
    private const string KeyPrefix = "hf_";
    private const string Bearer = "Bearer ";
    private const string ApiKey = "ApiKey ";

    /// <summary>The credential, null when there is none; an error for several different ones or a form that is not ours.</summary>
    public static Error? Find(IHeaderDictionary headers, out string? credential)
    {
        credential = null;
        var authorization = headers.Authorization;
        var header = headers["x-api-key"];
        if (authorization.Count > 1 || header.Count > 1)
        {
            return RequestErrors.Malformed("The request carries several credentials.");
        }

        if (authorization.Count == 1 && !TryAuthorization(authorization[0], out credential))
        {
            return Unknown();
        }

        if (header.Count == 0)
        {
            return null;
        }

        var key = header[0];
        if (key is null || !key.StartsWith(KeyPrefix, StringComparison.Ordinal))
        {
            return Unknown();
        }

        if (credential is not null && credential != key)
        {
            return RequestErrors.Malformed("The request carries several different credentials.");
        }

        credential = key;
        return null;
    }

    private static bool TryAuthorization(string? value, out string? credential)
    {
        credential = null;
        if (value is null)
        {
            return false;
        }

        if (value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            credential = value[Bearer.Length..].Trim();
            return credential.Length > 0;
        }

        if (value.StartsWith(ApiKey, StringComparison.OrdinalIgnoreCase))
        {
            credential = value[ApiKey.Length..].Trim();
            return credential.StartsWith(KeyPrefix, StringComparison.Ordinal);
        }

        return false;
    }

    private static Error Unknown() => GateErrors.CredentialMissing();
}
