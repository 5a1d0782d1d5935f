using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.SecondFactor;

/// <summary>The second factors there are, as requests and answers name them.</summary>
public static class FactorMethods
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [SessionStart.EmailCode, SessionStart.Totp, SessionStart.Recovery];

    /// <summary>What a challenge whose code was mailed takes.</summary>
    public static readonly IReadOnlyList<string> Mailed = [SessionStart.EmailCode];

    /// <summary>What a challenge of somebody with an authenticator takes; a recovery code stands in for a lost one.</summary>
    public static readonly IReadOnlyList<string> Authenticator = [SessionStart.Totp];
}
