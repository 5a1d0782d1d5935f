namespace HiveFlow.Functions.Gate;

/// <summary>Whose page a request comes from.</summary>
internal enum OriginStanding
{
    /// <summary>No page: programs name no origin.</summary>
    None,

    /// <summary>Our own page, or one that the operator lists: it may do everything.</summary>
    Listed,

    /// <summary>
    /// A page of an origin that organizations have proven: it may call with a credential of one of them, never by a cookie, and what needs
    /// a login it must begin elsewhere.
    /// </summary>
    Verified,

    /// <summary>Nobody's: it may call public routes only.</summary>
    Foreign,
}
