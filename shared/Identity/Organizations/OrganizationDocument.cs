using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Organizations;

/// <summary>An organization as stored. Its version is also the guard of who owns it: see <see cref="MemberChanges"/>.</summary>
internal sealed record OrganizationDocument(string Name, string DefaultWorkspaceId, bool IsPersonal, DateTimeOffset CreatedAt)
{
    /// <summary>Index over when it was deleted; those that were not are left out by a range.</summary>
    public const string ByDeletion = "deleted";

    /// <summary>All organizations, by id.</summary>
    public static readonly Collection<OrganizationDocument> Collection =
        new Collection<OrganizationDocument>("organizations", IdentityJson.Default.OrganizationDocument)
            .WithIndex(ByDeletion, ("deletedAt", o => o.DeletedAt is { } at ? at : IndexValue.None));

    /// <summary>Whether its members need an authenticator: without one nothing of it is open to them, by session or key.</summary>
    public bool RequiresTotp { get; init; }

    /// <summary>Whether an operator closed it for the time being.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>When it was deleted; what is left of it is removed in the background. Null: it was not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Whether anybody may still act in it.</summary>
    public bool IsOpen() => !IsDisabled && DeletedAt is null;
}
