namespace HiveFlow.Identity.Callers;

/// <summary>What an API key may do. A key needs the scope, and its person still needs the role.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary><c>read</c>: everything that changes nothing.</summary>
    Read = 1,

    /// <summary><c>write</c>: change what is there.</summary>
    Write = 2,

    /// <summary><c>execute</c>: start and steer runs.</summary>
    Execute = 4,

    /// <summary>All three.</summary>
    All = Read | Write | Execute,
}
