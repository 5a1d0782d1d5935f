using System.Net;
using System.Threading.Channels;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.ApiKeys;

/// <summary>
/// Gathers that keys were used and writes it later, many in one write, a key at most once a minute from this instance. Nothing waits
/// for it; what a crash or a full queue takes away is written at a later use.
/// </summary>
internal sealed class KeyUses(IDocumentStore store, TimeProvider clock)
{
    private const int Remembered = 20_000;
    private const int QueueCapacity = 10_000;
    private const int MaxInWrite = 500;
    private static readonly TimeSpan Grain = TimeSpan.FromMinutes(1);

    private readonly RecentEntries<string, DateTimeOffset> noted = new(Remembered);
    private readonly Channel<(string KeyId, KeyUse Use)> waiting = Channel.CreateBounded<(string, KeyUse)>(
        new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A key was used just now.</summary>
    public void Note(string keyId, IPAddress? address)
    {
        var now = clock.GetUtcNow();
        if (noted.TryGet(keyId, out var at) && now - at < Grain)
        {
            return;
        }

        noted.Set(keyId, now);
        var from = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        waiting.Writer.TryWrite((keyId, new KeyUse(now, from?.ToString())));
    }

    /// <summary>Writes what has gathered.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var uses = new Dictionary<string, KeyUse>(StringComparer.Ordinal);
        while (waiting.Reader.Count > 0)
        {
            uses.Clear();
            while (uses.Count < MaxInWrite && waiting.Reader.TryRead(out var next))
            {
                uses[next.KeyId] = next.Use;
            }

            // A key that was revoked meanwhile leaves nothing behind.
            var keys = await store.GetManyAsync(ApiKeyDocument.Collection, Tenant.System, uses.Keys, cancellationToken);
            if (keys.Count > 0)
            {
                await store.WriteAsync([.. keys.Select(key => DocumentWrite.Upsert(KeyUse.Collection, Tenant.System, key.Id, uses[key.Id]))], cancellationToken);
            }
        }
    }

    /// <summary>The last uses of keys, by id; those never used are missing.</summary>
    public async Task<IReadOnlyDictionary<string, KeyUse>> OfAsync(IReadOnlyCollection<string> keyIds, CancellationToken cancellationToken)
    {
        var uses = keyIds.Count == 0 ? [] : await store.GetManyAsync(KeyUse.Collection, Tenant.System, keyIds, cancellationToken);
        return uses.ToDictionary(use => use.Id, use => use.Document, StringComparer.Ordinal);
    }
}
