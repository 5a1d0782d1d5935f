namespace HiveFlow.ModelServer;

/// <summary>A tool that a scripted answer asks for.</summary>
/// <param name="Name">The tool's name.</param>
/// <param name="Arguments">Its arguments as JSON text, which may be broken.</param>
/// <param name="Id">The call's id; made from its place when null.</param>
public sealed record ScriptedCall(string Name, string Arguments, string? Id = null);
