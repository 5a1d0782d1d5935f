using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

internal sealed class DefaultDurableTaskClientProvider(IEnumerable<RegisteredClient> clients) : IDurableTaskClientProvider
{
    private readonly RegisteredClient[] _clients = [.. clients];

    public DurableTaskClient GetClient(string? name = null)
    {
        string wanted = name ?? Options.DefaultName;
        return _clients.FirstOrDefault(client => client.Client.Name == wanted)?.Client
            ?? throw new ArgumentOutOfRangeException(
                nameof(name), name, $"The clients are: {string.Join(", ", _clients.Select(client => $"\"{client.Client.Name}\""))}.");
    }
}
