using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Organizations;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Approvals;

/// <summary>Finds the members of an organization whom an approval names by address or role, as far as they may steer runs.</summary>
public sealed class ApproverDirectory(IDocumentStore store)
{
    private const int MaxPeople = 100;
    private static readonly Role[] Steering = [Role.Member, Role.Admin, Role.Owner];

    /// <summary>The roles that somebody of a role stands for, as approvals name them: their own and those below it.</summary>
    public static IReadOnlySet<string> RolesOf(Role role) => Steering.Where(one => one <= role).Select(Roles.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>A person's address; null for nobody.</summary>
    public async ValueTask<string?> EmailOfAsync(string userId, CancellationToken cancellationToken) =>
        DocumentIdOrNull(userId) is { } id ? (await store.GetAsync(AccountDocument.Collection, Tenant.System, id, cancellationToken))?.Document.Email : null;

    /// <summary>Those of the addresses, then those of the roles and above, each once, at most 100.</summary>
    public async ValueTask<IReadOnlyList<(string UserId, string Email)>> FindAsync(
        Tenant tenant, IReadOnlyList<string> emails, IReadOnlyList<string> roles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emails);
        ArgumentNullException.ThrowIfNull(roles);
        List<(string UserId, string Email)> found = [];
        foreach (var email in emails)
        {
            if (EmailAddress.TryParse(email, out var address)
                && await store.FindAsync(AccountDocument.Collection, Tenant.System, AccountDocument.ByEmail, [address.ToString()], cancellationToken) is { } account
                && !account.Document.IsDisabled
                && await store.GetAsync(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(tenant.Key, account.Id), cancellationToken) is { } member
                && Roles.Parse(member.Document.Role) >= Role.Member)
            {
                found.Add((account.Id, account.Document.Email));
            }
        }

        var least = roles.Select(Roles.Parse).Where(role => role >= Role.Member).DefaultIfEmpty(Role.None).Min();
        foreach (var role in Steering.Where(role => least != Role.None && role >= least))
        {
            var query = new DocumentQuery(MemberDocument.ByRole) { EqualTo = [tenant.Key, Roles.Name(role)], Limit = MaxPeople };
            var members = await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken);
            var accounts = await store.GetManyAsync(
                AccountDocument.Collection, Tenant.System, [.. members.Items.Select(m => m.Document.UserId)], cancellationToken);
            found.AddRange(accounts.Where(a => !a.Document.IsDisabled).Select(a => (a.Id, a.Document.Email)));
        }

        return [.. found.DistinctBy(one => one.UserId).Take(MaxPeople)];
    }

    private static string? DocumentIdOrNull(string userId) => DocumentId.TryParse(userId, out _) ? userId : null;
}
