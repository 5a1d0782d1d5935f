using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>A person's place in an organization as stored, under <c>organization/user</c>.</summary>
internal sealed record MemberDocument(string OrganizationId, string UserId, string Role, DateTimeOffset JoinedAt)
{
    /// <summary>Index over the person.</summary>
    public const string ByUser = "user";

    /// <summary>All memberships.</summary>
    public static readonly Collection<MemberDocument> Collection =
        new Collection<MemberDocument>("members", IdentityJson.Default.MemberDocument)
            .WithIndex(ByUser, ("userId", m => m.UserId), ("organizationId", m => m.OrganizationId));

    /// <summary>The id of a membership.</summary>
    public static string IdOf(string organizationId, string userId) => $"{organizationId}/{userId}";
}
