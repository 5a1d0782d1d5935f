using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace HiveFlow.Host.Samples.StandIns;

/// <summary>What a stand-in was told, bounded.</summary>
internal sealed class ReceivedLog
{
    private const int MaxKept = 500;
    private readonly ConcurrentQueue<JsonObject> kept = new();

    /// <summary>In order, the last few hundred.</summary>
    public IReadOnlyCollection<JsonObject> All => kept;

    /// <summary>Keeps one.</summary>
    /// <param name="request">In one line what came, such as <c>POST /contacts</c>.</param>
    /// <param name="status">What was answered.</param>
    /// <param name="body">What came with it; null for nothing.</param>
    public void Add(string request, int status, JsonNode? body)
    {
        kept.Enqueue(new JsonObject { ["request"] = request, ["status"] = status, ["body"] = body?.DeepClone() });
        if (kept.Count > MaxKept)
        {
            kept.TryDequeue(out _);
        }
    }
}
