namespace HiveFlow.Identity.Origins;

/// <summary>An origin that an organization names, with what proves it.</summary>
/// <param name="Id">24 hex digits.</param>
/// <param name="Origin">As browsers write it.</param>
/// <param name="Token">What the proof holds; public once it stands there.</param>
/// <param name="CreatedAt">When it was named.</param>
/// <param name="VerifiedAt">When it was proven; null while it is not.</param>
internal sealed record OriginEntry(string Id, string Origin, string Token, DateTimeOffset CreatedAt, DateTimeOffset? VerifiedAt);
