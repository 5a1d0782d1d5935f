using System.Text.Json;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>What to change.</summary>
/// <param name="Collection">In which collection.</param>
/// <param name="Conditions">Which documents; all must hold.</param>
/// <param name="Types">The types of paths that JSON has no form for: objectId, date or decimal.</param>
/// <param name="Set">Values by path.</param>
/// <param name="Unset">Paths to remove.</param>
/// <param name="Many">All that match, instead of the first.</param>
/// <param name="Upsert">Whether a document is made when none matches.</param>
public sealed record ForeignUpdate(
    string Collection,
    IReadOnlyList<ForeignCondition> Conditions,
    IReadOnlyDictionary<string, string> Types,
    IReadOnlyDictionary<string, JsonElement> Set,
    IReadOnlyList<string> Unset,
    bool Many,
    bool Upsert);
