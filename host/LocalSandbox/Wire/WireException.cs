namespace HiveFlow.LocalSandbox.Wire;

/// <summary>A request that is answered by an error; expected inside this server.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="code">A code of the Connect protocol.</param>
/// <param name="message">One sentence.</param>
internal sealed class WireException(int status, string code, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>A code of the Connect protocol.</summary>
    public string Code { get; } = code;

    /// <summary>400.</summary>
    public static WireException Invalid(string message) => new(400, "invalid_argument", message);

    /// <summary>401.</summary>
    public static WireException Unauthenticated(string message) => new(401, "unauthenticated", message);

    /// <summary>404.</summary>
    public static WireException NotFound(string message) => new(404, "not_found", message);

    /// <summary>501.</summary>
    public static WireException Unimplemented(string what) =>
        new(501, "unimplemented", $"{what} is not implemented by the local sandbox server");

    /// <summary>HTTP status of a Connect code (connectrpc.com/docs/protocol, error codes).</summary>
    public static int StatusOf(string code) => code switch
    {
        "invalid_argument" or "failed_precondition" => 400,
        "unauthenticated" => 401,
        "permission_denied" => 403,
        "not_found" => 404,
        "already_exists" => 409,
        "resource_exhausted" => 429,
        "unimplemented" => 501,
        "unavailable" => 503,
        "deadline_exceeded" => 504,
        "no_space" => 507,
        _ => 500,
    };
}
