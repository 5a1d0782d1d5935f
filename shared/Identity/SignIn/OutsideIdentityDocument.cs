using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>An outside identity that opens an account.</summary>
/// <param name="Realm">See <see cref="OutsideIdentity"/>.</param>
/// <param name="Issuer">The provider's name of itself.</param>
/// <param name="Subject">The provider's name of the person.</param>
/// <param name="UserId">The account.</param>
/// <param name="Email">The address that the provider named last; for show only.</param>
/// <param name="LinkedAt">Since when.</param>
/// <param name="LastUsedAt">The last login by it; null when there was none.</param>
internal sealed record OutsideIdentityDocument(
    string Realm, string Issuer, string Subject, string UserId, string? Email, DateTimeOffset LinkedAt, DateTimeOffset? LastUsedAt)
{
    /// <summary>Unique index over who it is.</summary>
    public const string BySubject = "subject";

    /// <summary>Index over whose it is.</summary>
    public const string ByUser = "user";

    /// <summary>All of them; read before there is a caller, so they stand outside of organizations.</summary>
    public static readonly Collection<OutsideIdentityDocument> Collection =
        new Collection<OutsideIdentityDocument>("outside_identities", SignInJson.Default.OutsideIdentityDocument)
            .WithUniqueIndex(BySubject, ("realm", i => i.Realm), ("issuer", i => i.Issuer), ("subject", i => i.Subject))
            .WithIndex(ByUser, ("userId", i => i.UserId));
}
