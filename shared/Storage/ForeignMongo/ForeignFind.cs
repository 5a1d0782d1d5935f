namespace HiveFlow.Storage.ForeignMongo;

/// <summary>What to find.</summary>
/// <param name="Collection">In which collection.</param>
/// <param name="Conditions">All must hold; none finds all.</param>
/// <param name="Types">The types of paths that JSON has no form for: objectId, date or decimal.</param>
/// <param name="Fields">The paths to give; none gives all.</param>
/// <param name="Sort">By which paths, the first first.</param>
/// <param name="Limit">Most documents, 1 to 1,000.</param>
public sealed record ForeignFind(
    string Collection,
    IReadOnlyList<ForeignCondition> Conditions,
    IReadOnlyDictionary<string, string> Types,
    IReadOnlyList<string> Fields,
    IReadOnlyList<(string Field, bool IsDescending)> Sort,
    int Limit);
