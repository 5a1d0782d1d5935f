namespace HiveFlow.Identity.Origins;

/// <summary>An origin as the organization's admins see it. One of two proofs suffices.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Origin">The origin, exact.</param>
/// <param name="IsVerified">Whether its pages may call the API with the organization's credentials.</param>
/// <param name="RecordName">Where the TXT record stands; null where the origin has no name in the DNS.</param>
/// <param name="RecordValue">What the TXT record, or one line of the file, holds.</param>
/// <param name="FileUrl">Where the file stands.</param>
/// <param name="CreatedAt">When it was named.</param>
/// <param name="VerifiedAt">When it was proven.</param>
public sealed record OriginView(
    string Id,
    string Origin,
    bool IsVerified,
    string? RecordName,
    string RecordValue,
    string FileUrl,
    DateTimeOffset CreatedAt,
    DateTimeOffset? VerifiedAt)
{
    internal static OriginView Of(OriginEntry entry) => new(
        entry.Id,
        entry.Origin,
        entry.VerifiedAt is not null,
        OriginProof.RecordOf(entry),
        OriginProof.ValueOf(entry),
        OriginProof.FileOf(entry),
        entry.CreatedAt,
        entry.VerifiedAt);
}
