namespace HiveFlow.Identity.Tokens;

/// <summary>
/// What a signed token is for. Each has a <c>typ</c> and an audience that no other has, so that none can stand in for another
/// (OWASP ASVS 5.0, 9.2.2 to 9.2.4).
/// </summary>
public enum TokenPurpose
{
    /// <summary>A person's session.</summary>
    Session = 1,

    /// <summary>What a login by an outside provider ends in, traded for a session.</summary>
    OneTimeCode = 2,

    /// <summary>A link to one file.</summary>
    FileLink = 3,

    /// <summary>A link that approves one step of one run.</summary>
    ApprovalLink = 4,

    /// <summary>An invitation into an organization.</summary>
    Invitation = 5,

    /// <summary>Sets a new password.</summary>
    PasswordReset = 6,

    /// <summary>A program that waits for a person to approve it.</summary>
    Device = 7,

    /// <summary>What a login at an outside provider has to bring back.</summary>
    SignInState = 8,
}
