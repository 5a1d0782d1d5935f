namespace HiveFlow.Live.Signals;

/// <summary>What is no longer to be trusted as it was known.</summary>
public enum RevocationKind
{
    /// <summary>A session has ended.</summary>
    Session = 1,

    /// <summary>A person was disabled or deleted, or all their sessions ended, or their rights changed.</summary>
    User = 2,

    /// <summary>An API key was revoked, rotated or changed.</summary>
    Key = 3,

    /// <summary>An organization's members, rules or existence changed.</summary>
    Organization = 4,

    /// <summary>An organization proved or removed an origin; the id is the origin's SHA-256 in hex.</summary>
    Origin = 5,

    /// <summary>Maintenance of the service began or ended.</summary>
    Maintenance = 6,
}
