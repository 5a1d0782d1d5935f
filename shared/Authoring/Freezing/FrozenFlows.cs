using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using HiveFlow.Flows.Graph;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Flows.Running;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Caching.Memory;

namespace HiveFlow.Authoring.Freezing;

/// <summary>
/// Freezes flows for runs and finds what was frozen. Content-addressed: an unchanged flow is stored once, however often it runs, and what
/// is found under a hash may be kept in memory for ever (here up to 64 MiB of JSON).
/// </summary>
public sealed class FrozenFlows(IDocumentStore store, NodeTypeCatalog types) : IDisposable
{
    private const long CacheBytes = 64 * 1024 * 1024;

    private readonly MemoryCache cache = new(new MemoryCacheOptions { SizeLimit = CacheBytes });

    /// <summary>The frozen form of these nodes and edges; stored, ahead of whatever comes next, when it is new here.</summary>
    public async ValueTask<FrozenFlow> FreezeAsync(Tenant tenant, JsonElement nodes, JsonElement edges, CancellationToken cancellationToken)
    {
        var hash = HashOf(tenant, nodes, edges);
        if (cache.TryGetValue((tenant, hash), out FrozenFlow? known) && known is not null)
        {
            return known;
        }

        if (await GetAsync(tenant, hash, cancellationToken) is { } stored)
        {
            return stored;
        }

        var (ownNodes, ownEdges) = (nodes.Clone(), edges.Clone());
        var graph = FlowGraph.Parse(ownNodes, ownEdges);
        var snapshot = new FlowSnapshot(ownNodes, ownEdges, RunPlan.From(graph, types));
        await store.WriteAheadAsync([DocumentWrite.Upsert(FlowSnapshot.Collection, tenant, hash, snapshot)], cancellationToken);
        return Keep(tenant, new FrozenFlow(hash, snapshot.Plan, graph), snapshot);
    }

    /// <summary>What was frozen under that hash; null when there is nothing of this organization.</summary>
    public async ValueTask<FrozenFlow?> GetAsync(Tenant tenant, string hash, CancellationToken cancellationToken)
    {
        if (cache.TryGetValue((tenant, hash), out FrozenFlow? known))
        {
            return known;
        }

        var stored = await store.GetAsync(FlowSnapshot.Collection, tenant, hash, cancellationToken);
        return stored is null
            ? null
            : Keep(tenant, new FrozenFlow(hash, stored.Document.Plan, FlowGraph.Parse(stored.Document.Nodes, stored.Document.Edges)), stored.Document);
    }

    /// <inheritdoc/>
    public void Dispose() => cache.Dispose();

    private static string HashOf(Tenant tenant, JsonElement nodes, JsonElement edges)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{tenant.Key}\n{JsonMarshal.GetRawUtf8Value(nodes).Length}\n"));
        hash.AppendData(JsonMarshal.GetRawUtf8Value(nodes));
        hash.AppendData(JsonMarshal.GetRawUtf8Value(edges));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private FrozenFlow Keep(Tenant tenant, FrozenFlow flow, FlowSnapshot snapshot)
    {
        var size = JsonMarshal.GetRawUtf8Value(snapshot.Nodes).Length + JsonMarshal.GetRawUtf8Value(snapshot.Edges).Length + 4096L;
        return cache.Set((tenant, flow.Hash), flow, new MemoryCacheEntryOptions { Size = size });
    }
}
