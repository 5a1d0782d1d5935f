namespace Microsoft.DurableTask.Client;

/// <summary>How an instance is ended from outside.</summary>
/// <param name="Output">What becomes its output.</param>
/// <param name="Recursive">Whether its sub-orchestrations end too. Not every back end does it; end them by id to be sure.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
