namespace HiveFlow.Sandbox;

/// <summary>How to reach an E2B service. Section <c>HiveFlow:Sandbox:E2B</c>.</summary>
public sealed record E2BOptions
{
    /// <summary>The account's API key; a secret. Default none: code runs on the local server.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The service's domain. Default <c>e2b.app</c>; a host name.</summary>
    public string Domain { get; init; } = "e2b.app";

    /// <summary>
    /// Address of the control plane when it is not <c>https://api.{Domain}</c>; https, or http on loopback. Default none.
    /// </summary>
    public string? ApiUrl { get; init; }

    /// <summary>Address for all sandboxes when they have no host names of their own; https, or http on loopback. Default none.</summary>
    public string? SandboxUrl { get; init; }

    /// <summary>The template sandboxes are made from. Default <c>code-interpreter-v1</c>; 1 to 128 characters.</summary>
    public string Template { get; init; } = "code-interpreter-v1";
}
