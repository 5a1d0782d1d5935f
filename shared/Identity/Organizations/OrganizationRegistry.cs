using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Accounts;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;
using Microsoft.Extensions.Options;

namespace HiveFlow.Identity.Organizations;

/// <summary>Makes, changes and deletes organizations. Who may is the gate's affair; the caller's organization is the one that is changed.</summary>
public sealed class OrganizationRegistry(
    IDocumentStore store, AuditLog audit, Revocations revocations, IOptions<OrganizationOptions> options, TimeProvider clock)
{
    private const int MaxName = 100;
    private const int MaxRaces = 10;

    /// <summary>Makes one, with the caller as its owner.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="alongside">More to write in the same atomic write; when that is refused, nothing is made.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<Membership>> CreateAsync(
        Caller caller, string name, AuditActor actor, Func<Membership, IReadOnlyList<DocumentWrite>> alongside, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(alongside);
        ArgumentNullException.ThrowIfNull(name);
        var trimmed = name.Trim();
        if (DisplayText.Fault(trimmed, MaxName) is { } fault)
        {
            return RequestErrors.Invalid("name", $"name {fault}.");
        }

        if (await IsFullAsync(caller.UserId.ToString(), cancellationToken))
        {
            return OrganizationErrors.Limit(options.Value.PerPerson);
        }

        var now = clock.GetUtcNow();
        var (id, userId) = (DocumentId.New(clock), caller.UserId.ToString());
        var organization = new OrganizationDocument(trimmed, DocumentId.New(clock).ToString(), IsPersonal: false, now);
        var owner = new MemberDocument(id.ToString(), userId, Roles.Name(Role.Owner), now);
        var made = Membership.Of(new Stored<OrganizationDocument>(id.ToString(), Tenant.System, 1, organization), owner.Role);
        var written = await store.WriteAsync(
            [
                DocumentWrite.Insert(OrganizationDocument.Collection, Tenant.System, id.ToString(), organization),
                DocumentWrite.Insert(MemberDocument.Collection, Tenant.System, MemberDocument.IdOf(id.ToString(), userId), owner),
                audit.Entry(Act("organization.created", actor, id, ("name", trimmed))),
                .. alongside(made),
            ],
            cancellationToken);
        return written.IsApplied ? made : RequestErrors.VersionConflict("organization");
    }

    /// <summary>Renames the caller's organization.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="expectedVersion">A lost race is <c>version_conflict</c>; null renames whatever is there.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<Result<Membership>> RenameAsync(
        Caller caller, string name, long? expectedVersion, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        var trimmed = name.Trim();
        return DisplayText.Fault(trimmed, MaxName) is { } fault
            ? Task.FromResult<Result<Membership>>(RequestErrors.Invalid("name", $"name {fault}."))
            : ChangeAsync(caller, expectedVersion, o => o with { Name = trimmed }, "organization.renamed", ("name", trimmed), actor, cancellationToken);
    }

    /// <summary>Says whether the caller's organization demands an authenticator of its members.</summary>
    public Task<Result<Membership>> RequireTotpAsync(
        Caller caller, bool isRequired, long? expectedVersion, AuditActor actor, CancellationToken cancellationToken) => ChangeAsync(
            caller,
            expectedVersion,
            o => o with { RequiresTotp = isRequired },
            "organization.settings_changed",
            ("requireTotp", isRequired ? "true" : "false"),
            actor,
            cancellationToken);

    /// <summary>
    /// Deletes the caller's organization: at once nobody acts in it any more, by session or key, and what it owns is removed in the
    /// background. A personal one goes with its account only.
    /// </summary>
    public async Task<Result> DeleteAsync(Caller caller, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(caller, cancellationToken) is not { } organization)
            {
                return RequestErrors.NotFound("organization");
            }

            if (organization.Document.IsPersonal)
            {
                return OrganizationErrors.Personal();
            }

            var deleted = organization.Document with { DeletedAt = clock.GetUtcNow() };
            var written = await store.WriteAsync(
                [
                    DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organization.Id, organization.Version, deleted),
                    audit.Entry(Act("organization.deleted", actor, caller.OrganizationId, ("name", deleted.Name))),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.Organization, organization.Id);
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("organization");
    }

    /// <summary>Whether a person is in as many organizations as they may.</summary>
    internal async Task<bool> IsFullAsync(string userId, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery(MemberDocument.ByUser) { EqualTo = [userId], Limit = options.Value.PerPerson };
        return (await store.QueryAsync(MemberDocument.Collection, Tenant.System, query, cancellationToken)).Items.Count >= options.Value.PerPerson;
    }

    private async Task<Result<Membership>> ChangeAsync(
        Caller caller,
        long? expectedVersion,
        Func<OrganizationDocument, OrganizationDocument> change,
        string action,
        (string Name, string Value) detail,
        AuditActor actor,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await GetAsync(caller, cancellationToken) is not { } organization)
            {
                return RequestErrors.NotFound("organization");
            }

            if (expectedVersion is { } expected && expected != organization.Version)
            {
                break;
            }

            var changed = change(organization.Document);
            var written = await store.WriteAsync(
                [
                    DocumentWrite.Replace(OrganizationDocument.Collection, Tenant.System, organization.Id, organization.Version, changed),
                    audit.Entry(Act(action, actor, caller.OrganizationId, detail)),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.Organization, organization.Id);
                return Membership.Of(organization with { Version = organization.Version + 1, Document = changed }, Roles.Name(caller.Role));
            }
        }

        return RequestErrors.VersionConflict("organization");
    }

    private async Task<Stored<OrganizationDocument>?> GetAsync(Caller caller, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(OrganizationDocument.Collection, Tenant.System, caller.OrganizationId.ToString(), cancellationToken);
        return stored is not null && stored.Document.IsOpen() ? stored : null;
    }

    private static AuditAct Act(string action, AuditActor actor, DocumentId organization, (string Name, string Value) detail) =>
        new(action, actor, Tenant.Of(organization))
        {
            TargetType = "organization",
            TargetId = organization.ToString(),
            Details = new Dictionary<string, string> { [detail.Name] = detail.Value },
        };
}
