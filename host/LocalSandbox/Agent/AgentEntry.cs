namespace HiveFlow.LocalSandbox.Agent;

/// <summary>A file, folder or link as the agent reports it.</summary>
/// <param name="Name">Last part of its path.</param>
/// <param name="Type">file, dir or link (one that leads nowhere).</param>
/// <param name="Path">Absolute path.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="Permissions">As <c>ls -l</c> writes them.</param>
/// <param name="Owner">User's name.</param>
/// <param name="Group">Group's name.</param>
/// <param name="Modified">Unix time, ms.</param>
/// <param name="Target">Where a link leads.</param>
internal sealed record AgentEntry(
    string Name,
    string Type,
    string Path,
    long Size,
    int Mode,
    string Permissions,
    string Owner,
    string Group,
    long Modified,
    string? Target);
