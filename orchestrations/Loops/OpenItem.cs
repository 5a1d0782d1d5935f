using System.Text.Json.Serialization;
using HiveFlow.Orchestrations.RunFlow;

namespace HiveFlow.Orchestrations.Loops;

/// <summary>An item at work.</summary>
/// <param name="Index">Its place in the list.</param>
/// <param name="Progress">Where its walk stands.</param>
public sealed record OpenItem([property: JsonPropertyName("i")] int Index, [property: JsonPropertyName("at")] RunProgress Progress);
