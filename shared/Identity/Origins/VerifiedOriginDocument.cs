using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Origins;

/// <summary>Whose a proven origin is, stored under the origin itself. Several organizations may prove the same one.</summary>
/// <param name="OrganizationIds">At least one.</param>
internal sealed record VerifiedOriginDocument(IReadOnlyList<string> OrganizationIds)
{
    /// <summary>All of them: a preflight names an origin and nobody.</summary>
    public static readonly Collection<VerifiedOriginDocument> Collection = new("verified_origins", OriginJson.Default.VerifiedOriginDocument);
}
