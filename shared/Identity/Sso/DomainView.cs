namespace HiveFlow.Identity.Sso;

/// <summary>A domain as the organization's admins see it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Domain">The domain.</param>
/// <param name="IsVerified">Whether it is proven now.</param>
/// <param name="RecordName">Where the TXT record stands.</param>
/// <param name="RecordValue">What it holds.</param>
/// <param name="CreatedAt">When it was claimed.</param>
/// <param name="VerifiedAt">When it was proven.</param>
/// <param name="CheckedAt">The last look at the DNS.</param>
/// <param name="MissingSince">Since when the record of a proven domain is missing; it is no longer proven some days later.</param>
public sealed record DomainView(
    string Id,
    string Domain,
    bool IsVerified,
    string RecordName,
    string RecordValue,
    DateTimeOffset CreatedAt,
    DateTimeOffset? VerifiedAt,
    DateTimeOffset? CheckedAt,
    DateTimeOffset? MissingSince);
