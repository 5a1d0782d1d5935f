namespace HiveFlow.Storage.Documents;

/// <summary>
/// Whose data a document is: one organization's, or the system's own (accounts, keys, sessions). Part of every storage call, so
/// that no query can reach across organizations by being forgetful.
/// </summary>
public readonly record struct Tenant
{
    private readonly string? organization;

    private Tenant(string organization) => this.organization = organization;

    /// <summary>Data above organizations.</summary>
    public static Tenant System => default;

    /// <summary>The data of one organization.</summary>
    public static Tenant Of(DocumentId organizationId) => new(organizationId.ToString());

    /// <summary>The value stored beside each document: the organization's id, or empty for the system.</summary>
    public string Key => organization ?? string.Empty;

    /// <inheritdoc/>
    public override string ToString() => organization ?? "system";
}
