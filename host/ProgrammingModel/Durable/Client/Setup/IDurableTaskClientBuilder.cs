using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask.Client;

/// <summary>Sets up one client of a host.</summary>
public interface IDurableTaskClientBuilder
{
    /// <summary>The client's name; its options have it too.</summary>
    string Name { get; }

    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>The class of the client: not abstract, derived from <see cref="DurableTaskClient"/>.</summary>
    Type? BuildTarget { get; set; }

    /// <summary>Makes the client; its constructor may take the name.</summary>
    /// <exception cref="InvalidOperationException">There is no <see cref="BuildTarget"/>.</exception>
    DurableTaskClient Build(IServiceProvider serviceProvider);
}
