using HiveFlow.Identity.Organizations;

namespace HiveFlow.Identity.SignIn;

/// <summary>What a session by an outside identity may be.</summary>
/// <param name="HasSecondFactor">Whether the provider's own second factor stands in for ours at the login.</param>
/// <param name="EndsAt">The provider's limit.</param>
/// <param name="ConnectionId">The organization's connection; null for Google and GitHub.</param>
/// <param name="OrganizationId">The one organization it is good for; null for all of the person's.</param>
/// <param name="MaxRole">The highest role it gives there.</param>
internal sealed record SignInSession(
    bool HasSecondFactor, DateTimeOffset? EndsAt, string? ConnectionId = null, string? OrganizationId = null, Role MaxRole = Role.Owner);
