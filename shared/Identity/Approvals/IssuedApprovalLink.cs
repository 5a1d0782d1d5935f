using HiveFlow.Errors;

namespace HiveFlow.Identity.Approvals;

/// <summary>A link that was made for a person.</summary>
/// <param name="Email">Their address.</param>
/// <param name="Organization">The organization's name.</param>
/// <param name="Token">What the link carries.</param>
/// <param name="ExpiresAt">When it is over.</param>
public sealed record IssuedApprovalLink(string Email, string Organization, Secret Token, DateTimeOffset ExpiresAt);
