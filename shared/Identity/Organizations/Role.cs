namespace HiveFlow.Identity.Organizations;

/// <summary>What a person may do in one organization; each role includes the ones below it.</summary>
public enum Role
{
    /// <summary>No role, or one this version does not know: may do nothing.</summary>
    None = 0,

    /// <summary>Sees everything but secrets, changes nothing.</summary>
    Viewer = 1,

    /// <summary>Makes, changes and runs flows.</summary>
    Member = 2,

    /// <summary>Also manages members and settings.</summary>
    Admin = 3,

    /// <summary>Also owns the organization itself.</summary>
    Owner = 4,
}
