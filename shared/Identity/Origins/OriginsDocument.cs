using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Origins;

/// <summary>All origins of an organization in one document, so that their number is bounded whoever adds at the same time.</summary>
/// <param name="Entries">The newest first.</param>
internal sealed record OriginsDocument(IReadOnlyList<OriginEntry> Entries)
{
    /// <summary>One of each organization, stored in it under its id.</summary>
    public static readonly Collection<OriginsDocument> Collection = new("origins", OriginJson.Default.OriginsDocument);
}
