namespace HiveFlow.Functions.Live;

/// <summary>Why the service closes a live connection (RFC 6455, 7.4; those from 4000 are ours), as docs/live.md lists them.</summary>
public static class LiveCodes
{
    /// <summary>The service stops: connect again, it is there or elsewhere.</summary>
    public const int GoingAway = 1001;

    /// <summary>A message over the limit.</summary>
    public const int TooBig = 1009;

    /// <summary>A message that is none of the protocol's.</summary>
    public const int Malformed = 4400;

    /// <summary>The credential is not good, or not any more.</summary>
    public const int Unauthenticated = 4401;

    /// <summary>The credential is good and may not do this: a key without read, a page of a foreign origin.</summary>
    public const int Forbidden = 4403;

    /// <summary>No credential came in time.</summary>
    public const int AuthTimeout = 4408;

    /// <summary>Nothing was said for too long.</summary>
    public const int Idle = 4410;

    /// <summary>Too many connections of the person, or too many messages.</summary>
    public const int TooMany = 4429;
}
