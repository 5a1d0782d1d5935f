namespace Microsoft.DurableTask.Client;

/// <summary>Holds a client as a service, so that several are told apart by name and the default one stays injectable.</summary>
internal sealed class RegisteredClient(DurableTaskClient client) : IAsyncDisposable
{
    public DurableTaskClient Client { get; } = client;

    public ValueTask DisposeAsync() => Client.DisposeAsync();
}
