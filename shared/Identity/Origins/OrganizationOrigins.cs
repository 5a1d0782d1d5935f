using System.Buffers.Text;
using System.Security.Cryptography;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Live.Signals;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Identity.Origins;

/// <summary>
/// The origins whose pages may call the API with an organization's credentials. One counts when it is proven by a TXT record or a file,
/// and until it is removed.
/// </summary>
public sealed class OrganizationOrigins
{
    private const int Most = 50;
    private const int TokenBytes = 16;
    private const int MaxRaces = 60;
    private readonly IDocumentStore store;
    private readonly OriginProof proof;
    private readonly AuditLog audit;
    private readonly Revocations revocations;
    private readonly TimeProvider clock;
    private readonly bool isLoopbackFine;

    internal OrganizationOrigins(
        IDocumentStore store, OriginProof proof, AuditLog audit, Revocations revocations, TimeProvider clock, bool isLoopbackFine)
    {
        this.store = store;
        this.proof = proof;
        this.audit = audit;
        this.revocations = revocations;
        this.clock = clock;
        this.isLoopbackFine = isLoopbackFine;
    }

    /// <summary>All of an organization's, the newest first; there are at most 50.</summary>
    public async Task<IReadOnlyList<OriginView>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var stored = await GetAsync(caller, cancellationToken);
        return [.. EntriesOf(stored).Select(OriginView.Of)];
    }

    /// <summary>Names one; the answer says what proves it. Naming it again gives the same.</summary>
    /// <param name="caller">An admin.</param>
    /// <param name="origin">Exactly as browsers write it.</param>
    /// <param name="actor">For the audit log.</param>
    /// <param name="alongside">More to write in the same atomic write, when there is one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<OriginView>> AddAsync(
        Caller caller,
        string origin,
        AuditActor actor,
        Func<OriginView, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(alongside);
        if (!OriginText.IsOrigin(origin, isLoopbackFine))
        {
            return RequestErrors.Invalid("origin", "origin must be one as browsers write it, such as https://app.example.com: https, lower case, no path, no wildcard.");
        }

        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await GetAsync(caller, cancellationToken);
            var entries = EntriesOf(stored);
            if (entries.FirstOrDefault(e => e.Origin == origin) is { } already)
            {
                return OriginView.Of(already);
            }

            if (entries.Count >= Most)
            {
                return OriginErrors.Limit(Most);
            }

            var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
            var entry = new OriginEntry(DocumentId.New(clock).ToString(), origin, token, clock.GetUtcNow(), null);
            var view = OriginView.Of(entry);
            var written = await store.WriteAsync(
                [Save(caller, stored, [entry, .. entries]), Entry("origin.added", caller, entry, actor), .. alongside(view)], cancellationToken);
            if (written.IsApplied)
            {
                return view;
            }
        }

        return RequestErrors.VersionConflict("origin");
    }

    /// <summary>Looks for the proof now; from then on its pages are let in, on every instance within seconds.</summary>
    public async Task<Result<OriginView>> VerifyAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        if (Find(await GetAsync(caller, cancellationToken), id) is not { } asked)
        {
            return NotFound();
        }

        var present = await proof.IsPresentAsync(caller.OrganizationId.ToString(), asked, cancellationToken);
        if (!present.IsSuccess)
        {
            return present.Error;
        }

        return present.Value ? await KeepAsync(caller, id, actor, cancellationToken) : OriginErrors.Unproven(OriginView.Of(asked));
    }

    /// <summary>Removes one: its pages are let in no more.</summary>
    public async Task<Result<OriginView>> RemoveAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(actor);
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await GetAsync(caller, cancellationToken);
            if (Find(stored, id) is not { } entry)
            {
                return NotFound();
            }

            List<DocumentWrite> writes =
                [Save(caller, stored, [.. EntriesOf(stored).Where(e => e.Id != id)]), Entry("origin.removed", caller, entry, actor)];
            if (await ReleaseAsync(store, entry.Origin, caller.OrganizationId.ToString(), cancellationToken) is { } release)
            {
                writes.Add(release);
            }

            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                revocations.Publish(RevocationKind.Origin, VerifiedOrigins.NameOf(entry.Origin));
                return OriginView.Of(entry);
            }
        }

        return RequestErrors.VersionConflict("origin");
    }

    /// <summary>The write by which an origin is no longer an organization's; null when it was not.</summary>
    internal static async Task<DocumentWrite?> ReleaseAsync(
        IDocumentStore store, string origin, string organizationId, CancellationToken cancellationToken)
    {
        var holders = await store.GetAsync(VerifiedOriginDocument.Collection, Tenant.System, origin, cancellationToken);
        if (holders is null || !holders.Document.OrganizationIds.Contains(organizationId))
        {
            return null;
        }

        List<string> others = [.. holders.Document.OrganizationIds.Where(id => id != organizationId)];
        return others.Count == 0
            ? DocumentWrite.Delete(VerifiedOriginDocument.Collection, Tenant.System, origin, holders.Version)
            : DocumentWrite.Replace(VerifiedOriginDocument.Collection, Tenant.System, origin, holders.Version, new VerifiedOriginDocument(others));
    }

    private async Task<Result<OriginView>> KeepAsync(Caller caller, string id, AuditActor actor, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId.ToString();
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await GetAsync(caller, cancellationToken);
            if (Find(stored, id) is not { } entry)
            {
                return NotFound();
            }

            var proven = entry with { VerifiedAt = entry.VerifiedAt ?? clock.GetUtcNow() };
            var holders = await store.GetAsync(VerifiedOriginDocument.Collection, Tenant.System, entry.Origin, cancellationToken);
            List<string> ids = [.. (holders?.Document.OrganizationIds ?? []).Where(other => other != organizationId), organizationId];
            if (ids.Count > Most)
            {
                return OriginErrors.Limit(Most);
            }

            var held = new VerifiedOriginDocument(ids);
            var written = await store.WriteAsync(
                [
                    Save(caller, stored, [.. EntriesOf(stored).Select(e => e.Id == id ? proven : e)]),
                    holders is null
                        ? DocumentWrite.Insert(VerifiedOriginDocument.Collection, Tenant.System, entry.Origin, held)
                        : DocumentWrite.Replace(VerifiedOriginDocument.Collection, Tenant.System, entry.Origin, holders.Version, held),
                    Entry("origin.verified", caller, proven, actor),
                ],
                cancellationToken);
            if (written.IsApplied)
            {
                revocations.Publish(RevocationKind.Origin, VerifiedOrigins.NameOf(entry.Origin));
                return OriginView.Of(proven);
            }
        }

        return RequestErrors.VersionConflict("origin");
    }

    private ValueTask<Stored<OriginsDocument>?> GetAsync(Caller caller, CancellationToken cancellationToken) =>
        store.GetAsync(OriginsDocument.Collection, caller.Tenant, caller.OrganizationId.ToString(), cancellationToken);

    private static IReadOnlyList<OriginEntry> EntriesOf(Stored<OriginsDocument>? stored) => stored?.Document.Entries ?? [];

    private static OriginEntry? Find(Stored<OriginsDocument>? stored, string id) => EntriesOf(stored).FirstOrDefault(e => e.Id == id);

    private static DocumentWrite Save(Caller caller, Stored<OriginsDocument>? stored, IReadOnlyList<OriginEntry> entries)
    {
        var (id, document) = (caller.OrganizationId.ToString(), new OriginsDocument(entries));
        return stored is null
            ? DocumentWrite.Insert(OriginsDocument.Collection, caller.Tenant, id, document)
            : DocumentWrite.Replace(OriginsDocument.Collection, caller.Tenant, id, stored.Version, document);
    }

    private DocumentWrite Entry(string action, Caller caller, OriginEntry entry, AuditActor actor) => audit.Entry(
        new AuditAct(action, actor, caller.Tenant)
        {
            TargetType = "origin",
            TargetId = entry.Id,
            Details = new Dictionary<string, string> { ["origin"] = entry.Origin },
        });

    private static Error NotFound() => RequestErrors.NotFound("origin");
}
