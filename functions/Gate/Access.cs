namespace HiveFlow.Functions.Gate;

/// <summary>The access rules there are.</summary>
public enum Access
{
    /// <summary>Anybody, from any origin: health, llms.txt, security.txt, openapi.json, hooks.</summary>
    Public,

    /// <summary>Anybody, but only from our own or allowed origins: login, registration.</summary>
    Anonymous,

    /// <summary>A session of any role, or a key of any scope: what the function does asks for more by itself.</summary>
    Any,

    /// <summary>A session of any role, or a key with scope read.</summary>
    Read,

    /// <summary>A session of role member or above, or a key with scope write.</summary>
    Write,

    /// <summary>A session of role member or above, or a key with scope execute.</summary>
    Execute,

    /// <summary>A person's session, never a key: keys, password, second factor, devices.</summary>
    Session,

    /// <summary>A person's session with role admin or above: members, settings, connections.</summary>
    Admin,

    /// <summary>A person's session with role owner: the organization itself.</summary>
    Owner,

    /// <summary>The session of an operator, who stands above all organizations and is named in configuration.</summary>
    Operator,
}
