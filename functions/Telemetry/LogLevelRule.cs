using HiveFlow.Storage.Documents;

namespace HiveFlow.Functions.Telemetry;

/// <summary>A log level that an operator set for a while; the document's id is the category.</summary>
/// <param name="Category">What it is about, and everything below.</param>
/// <param name="Level">The level's name, in lower case.</param>
/// <param name="Until">When it is over.</param>
public sealed record LogLevelRule(string Category, string Level, DateTimeOffset Until)
{
    /// <summary>Index over when it is over.</summary>
    internal const string ByEnd = "until";

    /// <summary>All of them.</summary>
    internal static readonly Collection<LogLevelRule> Collection = new Collection<LogLevelRule>("log_levels", TelemetryJson.Default.LogLevelRule)
        .WithIndex(ByEnd, ("until", rule => rule.Until))
        .WithExpiry(rule => rule.Until);
}
