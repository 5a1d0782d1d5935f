namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key of the Functions host a caller must bring. HiveFlow has its own gate, so only Anonymous is taken here.</summary>
public enum AuthorizationLevel
{
    /// <summary>No key.</summary>
    Anonymous = 0,

    /// <summary>A user's token.</summary>
    User = 1,

    /// <summary>The function's key.</summary>
    Function = 2,

    /// <summary>A system key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}
