namespace HiveFlow.Functions.Operators;

/// <summary>A level that holds for a while.</summary>
/// <param name="Category">The category.</param>
/// <param name="Level">Its level.</param>
/// <param name="Until">When it is over.</param>
internal sealed record LogLevelView(string Category, string Level, DateTimeOffset Until);
