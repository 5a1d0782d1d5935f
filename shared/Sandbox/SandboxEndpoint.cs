using HiveFlow.Errors;

namespace HiveFlow.Sandbox;

/// <summary>Where a service that speaks E2B's wire is.</summary>
/// <param name="Api">The control plane.</param>
/// <param name="Sandboxes">One address for all sandboxes, told apart by header; null: each has host names of its own.</param>
/// <param name="Domain">The domain of those host names; null when <paramref name="Sandboxes"/> is set.</param>
/// <param name="ApiKey">The key.</param>
public sealed record SandboxEndpoint(Uri Api, Uri? Sandboxes, string? Domain, Secret ApiKey);
