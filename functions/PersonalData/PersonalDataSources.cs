using HiveFlow.Audit;
using HiveFlow.Authoring;
using HiveFlow.Files;
using HiveFlow.Functions.Files;
using HiveFlow.Functions.Flows;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Functions.PersonalData;

/// <summary>Pages of what persons take along, from wherever it is.</summary>
public sealed class PersonalDataSources(
    AuditTrail trail, FlowCatalog flows, FileShelf shelf, CredentialRegistry credentials, TimeProvider clock)
{
    private const int PageSize = 100;

    /// <summary>The time.</summary>
    internal DateTimeOffset Now => clock.GetUtcNow();

    internal async Task<(IReadOnlyList<AuditRow> Items, string? Next)> ActivityAsync(string userId, string? cursor, CancellationToken cancellationToken)
    {
        var id = DocumentId.TryParse(userId, out var parsed) ? parsed : throw new ArgumentException("A person's id is none.", nameof(userId));
        var page = await trail.ActivityAsync(id, PageSize, cursor, cancellationToken);
        return (page.Entries, page.NextCursor);
    }

    internal async Task<(IReadOnlyList<AuditRow> Items, string? Next)> ActsAsync(Tenant tenant, string userId, string? cursor, CancellationToken cancellationToken)
    {
        var page = await trail.ListAsync(tenant, new AuditFilter { Actor = userId, Limit = PageSize, Cursor = cursor }, cancellationToken);
        return (page.Entries, page.NextCursor);
    }

    internal async Task<(IReadOnlyList<FlowExport> Items, string? Next)> FlowsAsync(Tenant tenant, string? cursor, CancellationToken cancellationToken)
    {
        var page = await flows.ListAsync(tenant, new FlowFilter(null, PageSize, cursor), cancellationToken);
        return (
            [.. page.Items.Select(f => f.Document).Select(f => FlowExport.Of(f, f.Nodes))],
            page.NextCursor);
    }

    internal async Task<(IReadOnlyList<CredentialEntry> Items, string? Next)> CredentialsAsync(
        CredentialUser user, string? cursor, CancellationToken cancellationToken)
    {
        var (items, next) = await credentials.ListAsync(user, PageSize, cursor, cancellationToken);
        return ([.. items.Select(c => new CredentialEntry(c.Id, c.Name, c.Type, c.Hosts))], next);
    }

    internal async Task<(IReadOnlyList<FileView> Items, string? Next)> FilesAsync(Tenant tenant, string? cursor, CancellationToken cancellationToken)
    {
        var page = await shelf.ListAsync(tenant, folder: null, PageSize, cursor, cancellationToken);
        return ([.. page.Items.Select(f => FileView.Of(tenant, f.Document, url: null))], page.NextCursor);
    }
}
