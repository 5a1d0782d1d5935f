namespace Microsoft.DurableTask.Client;

/// <summary>Finds a host's clients by name.</summary>
public interface IDurableTaskClientProvider
{
    /// <param name="name">The client's name, case and all; null: the default one.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this name.</exception>
    DurableTaskClient GetClient(string? name = null);
}
