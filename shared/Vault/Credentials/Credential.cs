using System.Text.Json;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Vault.Credentials;

/// <summary>A credential as stored: its secret fields together are one encrypted value.</summary>
internal sealed record Credential
{
    /// <summary>Unique index over an organization's numbered places: how many there can be is decided by the store.</summary>
    public const string BySlot = "slot";

    /// <summary>An organization's credentials.</summary>
    public static readonly Collection<Credential> Collection = new Collection<Credential>("credentials", CredentialJson.Default.Credential)
        .WithIndex("created", ("createdAt", c => c.CreatedAt))
        .WithUniqueIndex(BySlot, ("slot", c => (long)c.Slot));

    public required string Id { get; init; }

    public required string Name { get; init; }

    public string Description { get; init; } = string.Empty;

    /// <summary>The name of its type.</summary>
    public required string Type { get; init; }

    /// <summary>The user who made it.</summary>
    public required string OwnerId { get; init; }

    /// <summary>One of <see cref="CredentialSharing"/>.</summary>
    public required string Sharing { get; init; }

    /// <summary>The least role that may use it when it is shared: member, admin or owner.</summary>
    public required string MinimumRole { get; init; }

    /// <summary>Where it may be sent.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>Whether a person named the hosts; else they follow from the fields.</summary>
    public bool HasOwnHosts { get; init; }

    /// <summary>The fields that are no secrets.</summary>
    public required JsonElement Fields { get; init; }

    /// <summary>The names of the secret fields that are set.</summary>
    public IReadOnlyList<string> SecretNames { get; init; } = [];

    /// <summary>The encrypted object of all secret fields; null when none is set.</summary>
    public string? SealedSecret { get; init; }

    /// <summary>1 when made, one more at each change by a person.</summary>
    public required long Version { get; init; }

    public required int Slot { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether there is an access token.</summary>
    public bool HasToken { get; init; }

    /// <summary>When the access token ends; null when there is none or it does not say.</summary>
    public DateTimeOffset? TokenExpiresAt { get; init; }

    /// <summary>Until when somebody is getting a new access token.</summary>
    public DateTimeOffset? RefreshingUntil { get; init; }

    /// <summary>Whether a person has to consent (again).</summary>
    public bool NeedsConsent { get; init; }
}
