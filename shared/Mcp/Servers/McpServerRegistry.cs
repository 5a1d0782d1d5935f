using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.Options;

namespace HiveFlow.Mcp.Servers;

/// <summary>An organization's MCP servers: registered, found, changed, removed. Each act is in the audit log.</summary>
public sealed class McpServerRegistry
{
    private const int MaxRaces = 5;

    private readonly IDocumentStore store;
    private readonly CredentialUse credentials;
    private readonly AuditLog audit;
    private readonly TimeProvider clock;
    private readonly int limit;

    internal McpServerRegistry(IDocumentStore store, CredentialUse credentials, AuditLog audit, IOptions<McpOptions> options, TimeProvider clock)
    {
        this.store = store;
        this.credentials = credentials;
        this.audit = audit;
        this.clock = clock;
        limit = options.Value.ServersPerOrganization;
    }

    /// <summary>A page of them, newest first.</summary>
    public async Task<(IReadOnlyList<McpServerView> Items, string? NextCursor)> ListAsync(
        Tenant tenant, int pageSize, string? cursor, CancellationToken cancellationToken)
    {
        var page = await store.QueryAsync(
            RegisteredServer.Collection, tenant, new DocumentQuery("created") { Limit = pageSize, Cursor = cursor }, cancellationToken);
        return ([.. page.Items.Select(s => McpServerView.Of(s.Document))], page.NextCursor);
    }

    /// <summary>The names of those that a credential is sent to, at most 200.</summary>
    public async Task<IReadOnlyList<string>> ByCredentialAsync(Tenant tenant, string credentialId, CancellationToken cancellationToken)
    {
        var page = await store.QueryAsync(
            RegisteredServer.Collection,
            tenant,
            new DocumentQuery(RegisteredServer.ByCredential) { EqualTo = [credentialId], Limit = 200 },
            cancellationToken);
        return [.. page.Items.Select(s => s.Document.Name)];
    }

    /// <summary>One by id.</summary>
    public async Task<Result<McpServerView>> GetAsync(Tenant tenant, string id, CancellationToken cancellationToken) =>
        await FindByIdAsync(tenant, id, cancellationToken) is { } stored ? McpServerView.Of(stored.Document) : McpErrors.NotFound();

    /// <summary>
    /// Registers one together with other writes or not at all. Fails as <c>mcp_name_taken</c>, <c>mcp_server_limit</c>,
    /// <c>credential_forbidden</c>, or <c>version_conflict</c> when one of the other writes was refused.
    /// </summary>
    /// <param name="tenant">Whose it is.</param>
    /// <param name="userId">The person, who must have the right to the credential.</param>
    /// <param name="draft">What it is like.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="alongside">Writes that belong into the same atomic set.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Result<McpServerView>> CreateAsync(
        Tenant tenant,
        string userId,
        McpServerDraft draft,
        AuditActor actor,
        Func<McpServerView, IReadOnlyList<DocumentWrite>> alongside,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(alongside);
        var now = clock.GetUtcNow();
        var empty = new RegisteredServer { Id = DocumentId.New(clock).ToString(), Name = string.Empty, CreatedAt = now, UpdatedAt = now };
        var made = await ApplyAsync(tenant, userId, empty, draft, cancellationToken);
        if (!made.IsSuccess)
        {
            return made.Error;
        }

        if (await CountAsync(tenant, cancellationToken) >= limit)
        {
            return McpErrors.Limit(limit);
        }

        var view = McpServerView.Of(made.Value);
        DocumentWrite[] writes =
        [
            DocumentWrite.Insert(RegisteredServer.Collection, tenant, made.Value.Id, made.Value),
            Act("mcp_server.created", tenant, made.Value, actor),
            .. alongside(view),
        ];
        var result = await store.WriteAsync(writes, cancellationToken);
        return result.IsApplied ? view
            : IsNameTaken(result) ? McpErrors.NameTaken(made.Value.Name)
            : RequestErrors.VersionConflict("request");
    }

    /// <summary>Changes what the draft names; with a version a lost race is <c>version_conflict</c>.</summary>
    public async Task<Result<McpServerView>> ChangeAsync(
        Tenant tenant, string userId, string id, McpServerDraft draft, AuditActor actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await FindByIdAsync(tenant, id, cancellationToken) is not { } stored)
            {
                return McpErrors.NotFound();
            }

            if (draft.Version is { } expected && expected != stored.Document.Version)
            {
                break;
            }

            var changed = await ApplyAsync(tenant, userId, stored.Document, draft, cancellationToken);
            if (!changed.IsSuccess)
            {
                return changed.Error;
            }

            var after = changed.Value with
            {
                Version = stored.Document.Version + 1,
                UpdatedAt = clock.GetUtcNow(),
                TestedAt = null,
                Failure = null,
                ToolCount = null,
            };
            DocumentWrite[] writes =
                [DocumentWrite.Replace(RegisteredServer.Collection, tenant, id, stored.Version, after), Act("mcp_server.updated", tenant, after, actor)];
            var result = await store.WriteAsync(writes, cancellationToken);
            if (result.IsApplied)
            {
                return McpServerView.Of(after);
            }

            if (IsNameTaken(result))
            {
                return McpErrors.NameTaken(after.Name);
            }
        }

        return RequestErrors.VersionConflict("MCP server");
    }

    /// <summary>Removes one; flows that name it fail there.</summary>
    public async Task<Result> DeleteAsync(Tenant tenant, string id, long? expectedVersion, AuditActor actor, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await FindByIdAsync(tenant, id, cancellationToken) is not { } stored)
            {
                return McpErrors.NotFound();
            }

            if (expectedVersion is { } expected && expected != stored.Document.Version)
            {
                break;
            }

            DocumentWrite[] writes =
            [
                DocumentWrite.Delete(RegisteredServer.Collection, tenant, id, stored.Version),
                Act("mcp_server.deleted", tenant, stored.Document, actor),
            ];
            if ((await store.WriteAsync(writes, cancellationToken)).IsApplied)
            {
                return Result.Success;
            }
        }

        return RequestErrors.VersionConflict("MCP server");
    }

    /// <summary>By id, or by name where that is no id; null when there is none.</summary>
    internal async ValueTask<RegisteredServer?> FindAsync(Tenant tenant, string idOrName, CancellationToken cancellationToken)
    {
        var stored = DocumentId.TryParse(idOrName, out _)
            ? await FindByIdAsync(tenant, idOrName, cancellationToken)
            : await store.FindAsync(RegisteredServer.Collection, tenant, RegisteredServer.ByName, [RegisteredServer.KeyOf(idOrName)], cancellationToken);
        return stored?.Document;
    }

    /// <summary>Keeps how a test ended, unless the server was changed meanwhile.</summary>
    internal async Task<McpServerView?> KeepTestAsync(
        Tenant tenant, RegisteredServer tested, string? failure, int? tools, AuditActor actor, CancellationToken cancellationToken)
    {
        if (await FindByIdAsync(tenant, tested.Id, cancellationToken) is not { } stored || stored.Document.Version != tested.Version)
        {
            return null;
        }

        var after = stored.Document with { TestedAt = clock.GetUtcNow(), Failure = failure, ToolCount = tools };
        DocumentWrite[] writes =
            [DocumentWrite.Replace(RegisteredServer.Collection, tenant, tested.Id, stored.Version, after), Act("mcp_server.tested", tenant, after, actor)];
        await store.WriteAsync(writes, cancellationToken);
        return McpServerView.Of(after);
    }

    private static bool IsNameTaken(WriteResult result) =>
        result is { Outcome: WriteOutcome.Duplicate, FailedIndex: 0, IndexName: RegisteredServer.ByName };

    private async ValueTask<Stored<RegisteredServer>?> FindByIdAsync(Tenant tenant, string id, CancellationToken cancellationToken) =>
        DocumentId.TryParse(id, out _) ? await store.GetAsync(RegisteredServer.Collection, tenant, id, cancellationToken) : null;

    private async Task<Result<RegisteredServer>> ApplyAsync(
        Tenant tenant, string userId, RegisteredServer before, McpServerDraft draft, CancellationToken cancellationToken)
    {
        var after = DraftRules.Apply(before, draft);
        if (!after.IsSuccess || after.Value.CredentialId is not { } credentialId)
        {
            return after;
        }

        var forbidden = await credentials.ForbiddenAsync(tenant, userId, [credentialId], cancellationToken);
        return forbidden.Count == 0 ? after : CredentialErrors.Forbidden(["credentialId"]);
    }

    private async Task<int> CountAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        var count = 0;
        string? cursor = null;
        do
        {
            var page = await store.QueryAsync(
                RegisteredServer.Collection, tenant, new DocumentQuery("created") { Limit = 1_000, Cursor = cursor }, cancellationToken);
            count += page.Items.Count;
            cursor = page.NextCursor;
        }
        while (cursor is not null && count < limit);

        return count;
    }

    private DocumentWrite Act(string action, Tenant tenant, RegisteredServer server, AuditActor actor) => audit.Entry(new AuditAct(action, actor, tenant)
    {
        TargetType = "mcp_server",
        TargetId = server.Id,
        Details = new Dictionary<string, string>
        {
            ["name"] = server.Name,
            ["at"] = server.Url is { } url ? new Uri(url).GetLeftPart(UriPartial.Authority) : server.Command ?? string.Empty,
            ["credential"] = server.CredentialId ?? string.Empty,
        },
    });
}
