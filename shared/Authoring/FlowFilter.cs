namespace HiveFlow.Authoring;

/// <summary>Which flows of an organization to list, last changed or run first.</summary>
/// <param name="Status">Only of this status; null for all.</param>
/// <param name="Limit">1 to 200.</param>
/// <param name="Cursor">The page before's.</param>
public sealed record FlowFilter(string? Status, int Limit, string? Cursor);
