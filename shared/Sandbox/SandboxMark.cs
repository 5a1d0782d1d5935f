namespace HiveFlow.Sandbox;

/// <summary>What this process marks its sandboxes with (metadata <c>process</c>), so that others know whose they are.</summary>
/// <param name="Process">Its name, like no other process's; the one it has among the instances where there are several.</param>
public sealed record SandboxMark(string Process);
