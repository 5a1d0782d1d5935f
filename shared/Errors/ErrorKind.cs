namespace HiveFlow.Errors;

/// <summary>What a failure means to the caller; each kind is one HTTP status (RFC 9110, RFC 6585).</summary>
public enum ErrorKind
{
    /// <summary>308: a page that is to be had by https alone; <c>Location</c> names it.</summary>
    Moved = 308,

    /// <summary>400: syntax, wrong type, unknown or repeated field.</summary>
    Malformed = 400,

    /// <summary>401: no valid credential.</summary>
    Unauthenticated = 401,

    /// <summary>402: credits do not suffice.</summary>
    OutOfCredits = 402,

    /// <summary>403: missing scope or role; the message says which.</summary>
    Forbidden = 403,

    /// <summary>404: nothing there, or it belongs to others.</summary>
    NotFound = 404,

    /// <summary>405: the route exists, the method does not.</summary>
    MethodNotAllowed = 405,

    /// <summary>409: a lost race, a duplicate, or a state that does not allow it.</summary>
    Conflict = 409,

    /// <summary>413: over a size limit; the message names the limit.</summary>
    TooLarge = 413,

    /// <summary>415: a body of a type that is not taken here.</summary>
    UnsupportedMedia = 415,

    /// <summary>422: well-formed, but its values are not allowed.</summary>
    Invalid = 422,

    /// <summary>429: too many requests; <see cref="Error.RetryAfter"/> is set.</summary>
    RateLimited = 429,

    /// <summary>500: a bug of ours.</summary>
    Internal = 500,

    /// <summary>503: a dependency is away or the system is full; <see cref="Error.RetryAfter"/> is set.</summary>
    Unavailable = 503,
}
