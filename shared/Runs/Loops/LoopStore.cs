using System.Text.Json;
using HiveFlow.Runs.Payloads;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Caching.Memory;

namespace HiveFlow.Runs.Loops;

/// <summary>
/// Keeps what loops run over and what came of it, so that neither the list nor a result is ever in an orchestration. Lists are kept in pages
/// of <see cref="PageSize"/>, so that a step reads its item and few others, however long the list is.
/// </summary>
public sealed class LoopStore(IDocumentStore store, PayloadStore payloads, TimeProvider clock) : IDisposable
{
    /// <summary>Items of a list that are kept together.</summary>
    public const int PageSize = 32;

    private const int PagesAWrite = 32;
    private const int ResultsARead = 200;
    private const long CacheBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3 * 366);
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(2);

    private readonly MemoryCache pages = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    /// <summary>Keeps a loop's list; safe to repeat. False when a page of it is over the largest size there can be.</summary>
    public async Task<bool> KeepAsync(Tenant tenant, LoopPlace loop, JsonElement items, CancellationToken cancellationToken)
    {
        List<DocumentWrite> writes = [];
        var number = 0;
        foreach (var page in items.EnumerateArray().Chunk(PageSize))
        {
            var id = LoopPage.IdOf(loop, number++);
            var value = JsonSerializer.SerializeToElement(page, RunsJson.Default.JsonElementArray);
            if (await payloads.SaveAsync(tenant, $"runs/{loop.RunId}/items/{id[(loop.RunId.Length + 1)..].Replace('/', '-')}.json", value, cancellationToken) is not { } kept)
            {
                return false;
            }

            Remember(id, value);
            writes.Add(DocumentWrite.Upsert(LoopPage.Collection, tenant, id, new LoopPage(kept, clock.GetUtcNow() + Lifetime)));
            if (writes.Count == PagesAWrite)
            {
                await store.WriteAheadAsync(writes, cancellationToken);
                writes = [];
            }
        }

        if (writes.Count > 0)
        {
            await store.WriteAheadAsync(writes, cancellationToken);
        }

        return true;
    }

    /// <summary>An item; null where the loop has no list, and then its index is all there is.</summary>
    public async ValueTask<JsonElement?> ItemAsync(Tenant tenant, LoopPlace loop, int index, CancellationToken cancellationToken)
    {
        var id = LoopPage.IdOf(loop, index / PageSize);
        if (!pages.TryGetValue(id, out JsonElement page))
        {
            if (await store.GetAsync(LoopPage.Collection, tenant, id, cancellationToken) is not { } stored)
            {
                return null;
            }

            page = await payloads.LoadAsync(tenant, stored.Document.Items, cancellationToken);
            Remember(id, page);
        }

        return page.ValueKind == JsonValueKind.Array && index % PageSize < page.GetArrayLength() ? page[index % PageSize] : null;
    }

    /// <summary>The write that says what an item came to.</summary>
    public DocumentWrite Result(Tenant tenant, LoopPlace loop, int index, Payload? output, RunFailure? failure) => DocumentWrite.Upsert(
        LoopItem.Collection, tenant, LoopItem.IdOf(loop, index), new LoopItem(output, failure, clock.GetUtcNow() + Lifetime));

    /// <summary>What an item came to; null while it has not ended.</summary>
    public async ValueTask<LoopItem?> ResultAsync(Tenant tenant, LoopPlace loop, int index, CancellationToken cancellationToken) =>
        index < 0 ? null : (await store.GetAsync(LoopItem.Collection, tenant, LoopItem.IdOf(loop, index), cancellationToken))?.Document;

    /// <summary>What the first items came to, in their order; null for one that is not there.</summary>
    public async IAsyncEnumerable<LoopItem?> ResultsAsync(
        Tenant tenant, LoopPlace loop, int count, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var indexes in Enumerable.Range(0, count).Chunk(ResultsARead))
        {
            List<string> ids = [.. indexes.Select(index => LoopItem.IdOf(loop, index))];
            var found = (await store.GetManyAsync(LoopItem.Collection, tenant, ids, cancellationToken))
                .ToDictionary(item => item.Id, item => item.Document, StringComparer.Ordinal);
            foreach (var id in ids)
            {
                yield return found.GetValueOrDefault(id);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pages.Dispose();

    private void Remember(string id, JsonElement page) => pages.Set(
        id, page, new MemoryCacheEntryOptions { Size = JsonValues.RawLength(page) + 256, SlidingExpiration = Rest });
}
