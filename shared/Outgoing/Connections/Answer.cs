using HiveFlow.Outgoing.Bodies;

namespace HiveFlow.Outgoing.Connections;

/// <summary>What one request brought.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, Body Body)
{
    /// <summary>Whether the body was passed on as it came.</summary>
    public bool IsEventStream { get; init; }
}
