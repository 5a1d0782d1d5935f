using Microsoft.Extensions.Logging;

namespace HiveFlow.Conformance.Harness;

/// <summary>One line that was logged.</summary>
public sealed record LogLine(
    string Category, EventId Event, string Message, Exception? Exception, IReadOnlyDictionary<string, object?> State);
