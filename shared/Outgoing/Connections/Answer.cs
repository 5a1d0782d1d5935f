using HiveFlow.Outgoing.Bodies;

namespace HiveFlow.Outgoing.Connections;

/// <summary>What one request brought.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, Body Body);
