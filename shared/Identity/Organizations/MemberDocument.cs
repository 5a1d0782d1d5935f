using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>A person's place in an organization as stored, under <c>organization/user</c>.</summary>
internal sealed record MemberDocument(string OrganizationId, string UserId, string Role, DateTimeOffset JoinedAt)
{
    /// <summary>Index over the person.</summary>
    public const string ByUser = "user";

    /// <summary>Index over the organization and when they joined.</summary>
    public const string ByOrganization = "organization";

    /// <summary>Index over the organization and the role.</summary>
    public const string ByRole = "role";

    /// <summary>All memberships.</summary>
    public static readonly Collection<MemberDocument> Collection =
        new Collection<MemberDocument>("members", IdentityJson.Default.MemberDocument)
            .WithIndex(ByUser, ("userId", m => m.UserId), ("organizationId", m => m.OrganizationId))
            .WithIndex(ByOrganization, ("organizationId", m => m.OrganizationId), ("joinedAt", m => m.JoinedAt))
            .WithIndex(ByRole, ("organizationId", m => m.OrganizationId), ("role", m => m.Role));

    /// <summary>The id of a membership.</summary>
    public static string IdOf(string organizationId, string userId) => $"{organizationId}/{userId}";
}
