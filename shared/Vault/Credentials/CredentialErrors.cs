using HiveFlow.Errors;

namespace HiveFlow.Vault.Credentials;

/// <summary>How credentials can fail besides the usual ways.</summary>
public static class CredentialErrors
{
    /// <summary>No right to it, or nothing there: who may not use it does not learn which.</summary>
    public static readonly ErrorCode ForbiddenCode = new("credential_forbidden", ErrorKind.Forbidden);

    /// <summary>A node names a credential of a kind it has no use for.</summary>
    public static readonly ErrorCode WrongTypeCode = new("credential_wrong_type", ErrorKind.Invalid);

    /// <summary>Where the secret goes was changed without the secret.</summary>
    public static readonly ErrorCode SecretNeededCode = new("credential_secret_needed", ErrorKind.Invalid);

    /// <summary>Flows or MCP servers name it.</summary>
    public static readonly ErrorCode InUseCode = new("credential_in_use", ErrorKind.Conflict);

    /// <summary>The organization has as many as it may.</summary>
    public static readonly ErrorCode LimitCode = new("credential_limit", ErrorKind.Conflict);

    /// <summary>A person has to consent at the provider first.</summary>
    public static readonly ErrorCode ConsentNeededCode = new("credential_consent_needed", ErrorKind.Conflict);

    /// <summary>The token server gave no token.</summary>
    public static readonly ErrorCode TokenRefusedCode = new("credential_token_refused", ErrorKind.Invalid);

    /// <summary>The consent can't be taken: unknown, used, late, or of another browser.</summary>
    public static readonly ErrorCode ConsentInvalidCode = new("credential_consent_invalid", ErrorKind.Malformed);

    /// <summary>403: not for this person.</summary>
    public static Error Forbidden() => Error.Of(ForbiddenCode, "There is no such credential that may be used here by the person this is done for.");

    /// <summary>403 naming the places in a flow.</summary>
    public static Error Forbidden(IReadOnlyList<string> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return Error.Of(ForbiddenCode, $"{places[0]} names a credential that you may not use, or that is not there.") with
        {
            Fields = places.Take(50).ToDictionary(p => p, _ => (IReadOnlyList<string>)["names a credential that you may not use, or that is not there."]),
        };
    }

    /// <summary>422: not for this node.</summary>
    public static Error WrongType(string type, string what) => Error.Of(WrongTypeCode, $"A credential of type {type} can't be used {what}.");

    /// <summary>409 naming the flows and MCP servers.</summary>
    /// <param name="users">Their names.</param>
    public static Error InUse(IReadOnlyList<string> users)
    {
        ArgumentNullException.ThrowIfNull(users);
        var names = string.Join(", ", users.Take(10).Select(f => $"'{f}'"));
        return Error.Of(InUseCode, $"{users.Count} flow(s) or MCP server(s) name this credential: {names}; delete it with force=true to let them fail.");
    }

    internal static Error SecretNeeded(IReadOnlyList<string> fields) =>
        Error.Of(SecretNeededCode, $"What decides where the secret is sent was changed: enter {string.Join(", ", fields)} again.") with
        {
            Fields = fields.ToDictionary(f => $"data.{f}", _ => (IReadOnlyList<string>)["is needed again because it would be sent to other hosts."]),
        };

    internal static Error Limit(int most) => Error.Of(LimitCode, $"An organization has at most {most} credentials.");

    internal static Error ConsentNeeded(string name) =>
        Error.Of(ConsentNeededCode, $"The credential '{name}' has no token: a person has to consent at the provider first.");

    internal static Error TokenRefused(string host, string what) => Error.Of(TokenRefusedCode, $"The token server {host} gave no token: {what}.");

    /// <summary>400: what the browser brought can't be taken.</summary>
    public static Error ConsentRefused() => ConsentInvalid();

    internal static Error ConsentInvalid() =>
        Error.Of(ConsentInvalidCode, "This consent can't be taken: it was used, is older than 10 minutes, or was begun in another browser. Begin again.");
}
