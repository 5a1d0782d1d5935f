using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Caching.Memory;

namespace HiveFlow.Runs.Recording;

/// <summary>The memories of the runs at work in this process: at most 20,000, forgotten when a run ends or rests for two minutes.</summary>
public sealed class RunMemories(RunStore runs, PayloadStore payloads) : IDisposable
{
    private static readonly MemoryCacheEntryOptions Entry = new() { Size = 1, SlidingExpiration = TimeSpan.FromMinutes(2) };

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = 20_000 });

    /// <summary>The run's memory, read from the store when this process has none; null when there is no such run.</summary>
    public async ValueTask<RunMemory?> GetAsync(DocumentId organizationId, string runId, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue(runId, out RunMemory? known) && known is not null)
        {
            return known;
        }

        if (await runs.GetAsync(organizationId, runId, cancellationToken) is not { } stored)
        {
            return null;
        }

        var input = await payloads.LoadAsync(stored.Tenant, stored.Document.Input, cancellationToken);
        return cache.GetOrCreate(runId, _ => new RunMemory(stored, input), Entry);
    }

    /// <summary>Remembers a run just created here.</summary>
    public void Begin(RunMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        cache.Set(memory.Run.Id, memory, Entry);
    }

    /// <summary>Forgets a run.</summary>
    public void Forget(string runId) => cache.Remove(runId);

    /// <inheritdoc/>
    public void Dispose() => cache.Dispose();
}
