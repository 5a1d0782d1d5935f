using System.Net;

namespace HiveFlow.Outgoing.Connections;

/// <summary>
/// Asks the system's resolver for few names at once. Each question holds a thread until it is answered, whoever stopped waiting for it:
/// without a bound, names whose servers never answer would use up the thread pool.
/// </summary>
internal sealed class BoundedResolver(Func<string, Task<IPAddress[]>> ask) : IDisposable
{
    /// <summary>Questions at once.</summary>
    public const int MostAtOnce = 32;

    private readonly SemaphoreSlim _slots = new(MostAtOnce);

    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var answer = AskAsync(host);
        return await answer.WaitAsync(cancellationToken);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<IPAddress[]> AskAsync(string host)
    {
        try
        {
            return await ask(host);
        }
        finally
        {
            _slots.Release();
        }
    }
}
