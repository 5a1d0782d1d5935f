using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.ApiKeys;
using HiveFlow.Identity.Organizations;
using HiveFlow.Identity.SecondFactor;
using HiveFlow.Identity.Sessions;
using HiveFlow.Identity.SignIn;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.PersonalData;

/// <summary>Gathers what is kept about a person, for that person (GDPR, articles 15 and 20).</summary>
public sealed class PersonalRecords(IDocumentStore store, TimeProvider clock)
{
    // More than anybody can have of any of it.
    private const int Most = 1_000;

    /// <summary>Everything about them; null when there is no such account.</summary>
    public async Task<PersonalRecord?> FindAsync(string userId, CancellationToken cancellationToken)
    {
        if (!DocumentId.TryParse(userId, out _)
            || await store.GetAsync(AccountDocument.Collection, Tenant.System, userId, cancellationToken) is not { Document: var account })
        {
            return null;
        }

        var factor = (await store.GetAsync(SecondFactorDocument.Collection, Tenant.System, userId, cancellationToken))?.Document;
        var memberships = await MembershipsAsync(userId, cancellationToken);
        return new PersonalRecord(
            new AccountPart(userId, account.Email, account.Name, account.CreatedAt, !account.IsPasswordless, account.IsDisabled, account.OrganizationId),
            new SecondFactorPart(factor?.EnabledAt, factor?.EnabledAt is null ? 0 : factor.RecoveryCodesLeft()),
            await SessionsAsync(userId, account, cancellationToken),
            await KeysAsync(userId, memberships, cancellationToken),
            await IdentitiesAsync(userId, cancellationToken),
            memberships);
    }

    private async Task<IReadOnlyList<MembershipPart>> MembershipsAsync(string userId, CancellationToken cancellationToken)
    {
        List<MembershipPart> parts = [];
        foreach (var member in await AllAsync(MemberDocument.Collection, MemberDocument.ByUser, [userId], cancellationToken))
        {
            var id = member.Document.OrganizationId;
            var organization = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, id, cancellationToken);
            if (organization is null or { Document.DeletedAt: not null })
            {
                continue;
            }

            var query = new DocumentQuery(MemberDocument.ByOrganization) { EqualTo = [id], Limit = 2 };
            var others = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
            parts.Add(new MembershipPart(id, organization.Document.Name, member.Document.Role, member.Document.JoinedAt, others.Items.Count < 2));
        }

        return parts;
    }

    private async Task<IReadOnlyList<SessionView>> SessionsAsync(string userId, AccountDocument account, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return
        [
            .. (await AllAsync(SessionDocument.Collection, SessionDocument.ByUser, [userId], cancellationToken))
                .Where(session => session.Document.ExpiresAt > now && session.Document.Stamp == account.Stamp)
                .Select(session => SessionView.Of(session.Id, session.Document, current: null)),
        ];
    }

    private async Task<IReadOnlyList<KeyPart>> KeysAsync(
        string userId, IReadOnlyList<MembershipPart> memberships, CancellationToken cancellationToken)
    {
        List<KeyPart> parts = [];
        foreach (var membership in memberships)
        {
            var keys = await AllAsync(ApiKeyDocument.Collection, ApiKeyDocument.ByOwner, [membership.OrganizationId, userId], cancellationToken);
            var uses = (await store.GetManyAsync(KeyUse.Collection, Tenant.System, [.. keys.Select(key => key.Id)], cancellationToken))
                .ToDictionary(use => use.Id, use => use.Document, StringComparer.Ordinal);
            parts.AddRange(keys.Select(key => new KeyPart(
                membership.OrganizationId, ApiKeyView.Of(key.Id, key.Document, uses.GetValueOrDefault(key.Id), clock.GetUtcNow()))));
        }

        return parts;
    }

    private async Task<IReadOnlyList<IdentityPart>> IdentitiesAsync(string userId, CancellationToken cancellationToken) =>
    [
        .. (await AllAsync(OutsideIdentityDocument.Collection, OutsideIdentityDocument.ByUser, [userId], cancellationToken))
            .Select(identity => identity.Document)
            .Select(i => new IdentityPart(i.Realm, i.Issuer, i.Subject, i.Email, i.LinkedAt, i.LastUsedAt)),
    ];

    private async Task<IReadOnlyList<Stored<T>>> AllAsync<T>(
        Collection<T> collection, string index, IReadOnlyList<IndexValue> of, CancellationToken cancellationToken)
        where T : class =>
        (await store.QueryAsync(collection, Tenant.System, new DocumentQuery(index) { EqualTo = of, Limit = Most }, cancellationToken)).Items;
}
