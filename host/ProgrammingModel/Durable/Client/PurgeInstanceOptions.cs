namespace Microsoft.DurableTask.Client;

/// <summary>How instances are removed.</summary>
/// <param name="Recursive">Whether their sub-orchestrations are removed too.</param>
public record PurgeInstanceOptions(bool Recursive = false);
