using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.SignIn;

/// <summary>The outside identities that open a person's account; only who is logged in to it adds and removes them.</summary>
public sealed class OutsideIdentities
{
    private const int Most = 20;
    private readonly IDocumentStore store;
    private readonly SignInCodes codes;
    private readonly ProviderAccounts accounts;
    private readonly AuditLog audit;

    internal OutsideIdentities(IDocumentStore store, SignInCodes codes, ProviderAccounts accounts, AuditLog audit)
    {
        this.store = store;
        this.codes = codes;
        this.accounts = accounts;
        this.audit = audit;
    }

    /// <summary>The caller's, at most 20.</summary>
    public async Task<IReadOnlyList<OutsideIdentityView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return [.. (await AllAsync(caller, cancellationToken)).Select(i => View(i.Id, i.Document))];
    }

    /// <summary>
    /// Links the identity that a one-time code of a visit with <c>intent=link</c> stands for. The code is worth something only together
    /// with the verifier of the client that began, and only to who is logged in: nobody can be made to link a stranger's identity.
    /// </summary>
    public async Task<Result<OutsideIdentityView>> LinkAsync(
        Caller caller, string code, string verifier, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(verifier);
        ArgumentNullException.ThrowIfNull(actor);
        var stored = await codes.FindAsync(code, SignInIntent.Link, cancellationToken);
        if (stored is null || stored.Document.UsedAt is not null)
        {
            return SignInErrors.CodeInvalid();
        }

        if (!codes.Takes(stored.Document, verifier))
        {
            await store.WriteAsync([codes.Use(stored, sessionId: null)], cancellationToken);
            return SignInErrors.CodeInvalid();
        }

        var mine = await AllAsync(caller, cancellationToken);
        if (mine.Count >= Most)
        {
            return SignInErrors.TooMany(Most);
        }

        var identity = stored.Document.Identity;
        var (id, link) = accounts.Link(identity, caller.UserId.ToString());
        var written = await store.WriteAsync(
            [codes.Use(stored, sessionId: null), link, Entry("identity.linked", caller, id, identity.Realm, actor)], cancellationToken);
        if (written.IsApplied)
        {
            var linked = await store.GetAsync(OutsideIdentityDocument.Collection, Tenant.System, id, cancellationToken);
            return linked is null ? SignInErrors.CodeInvalid() : View(id, linked.Document);
        }

        var already = await store.FindAsync(
            OutsideIdentityDocument.Collection,
            Tenant.System,
            OutsideIdentityDocument.BySubject,
            [identity.Realm, identity.Issuer, identity.Subject],
            cancellationToken);
        return already is null ? SignInErrors.CodeInvalid()
            : already.Document.UserId == caller.UserId.ToString() ? View(already.Id, already.Document)
            : SignInErrors.Taken();
    }

    /// <summary>Takes one away; it opens nothing from now on.</summary>
    public async Task<Result<OutsideIdentityView>> UnlinkAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        var stored = DocumentId.TryParse(id, out _)
            ? await store.GetAsync(OutsideIdentityDocument.Collection, Tenant.System, id, cancellationToken)
            : null;
        if (stored is null || stored.Document.UserId != caller.UserId.ToString())
        {
            return RequestErrors.NotFound("identity");
        }

        await store.WriteAsync(
            [
                DocumentWrite.Delete(OutsideIdentityDocument.Collection, Tenant.System, id),
                Entry("identity.unlinked", caller, id, stored.Document.Realm, actor),
            ],
            cancellationToken);
        return View(id, stored.Document);
    }

    private async Task<IReadOnlyList<Stored<OutsideIdentityDocument>>> AllAsync(Caller caller, CancellationToken cancellationToken) =>
        (await store.QueryAsync(
            OutsideIdentityDocument.Collection,
            Tenant.System,
            new DocumentQuery(OutsideIdentityDocument.ByUser) { EqualTo = [caller.UserId], Limit = Most },
            cancellationToken)).Items;

    private DocumentWrite Entry(string action, Caller caller, string id, string realm, AuditActor actor) => audit.Entry(
        new AuditAct(action, actor, Tenant.System)
        {
            TargetType = "identity",
            TargetId = id,
            SubjectUserId = caller.UserId.ToString(),
            Details = new Dictionary<string, string> { ["provider"] = realm },
        });

    private static OutsideIdentityView View(string id, OutsideIdentityDocument identity) =>
        new(id, identity.Realm, identity.Issuer, identity.Email, identity.LinkedAt, identity.LastUsedAt);
}
