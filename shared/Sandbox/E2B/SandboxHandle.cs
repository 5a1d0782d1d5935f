using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>A sandbox and what opens it.</summary>
/// <param name="Id">Lower-case letters and digits.</param>
/// <param name="Domain">The domain of its host names when the service gave one.</param>
/// <param name="AgentToken">For its agent; null when the service asks for none.</param>
/// <param name="TrafficToken">For its other ports; null when the service asks for none.</param>
internal sealed record SandboxHandle(string Id, string? Domain, Secret? AgentToken, Secret? TrafficToken);
