using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HiveFlow.Audit;
using HiveFlow.Functions.Audit;
using HiveFlow.Functions.Files;
using HiveFlow.Functions.Flows;
using HiveFlow.Identity.PersonalData;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Credentials;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.PersonalData;

/// <summary>
/// What is kept about a person and what is theirs, as one JSON file that is written page by page: memory does not grow with its length.
/// Who has left an organization with others takes nothing of it along; of those nobody else is in, all flows and the lists of the rest.
/// </summary>
internal sealed class PersonalDataFile(PersonalRecord record, PersonalDataSources sources) : IResult
{
    private const string Format = "hiveflow.person/1";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"hiveflow-{record.Account.Id}.json\"";
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("format", Format);
        writer.WriteString("exportedAt", sources.Now);
        writer.WritePropertyName("person");
        JsonSerializer.Serialize(writer, record, PersonalDataJson.Default.PersonalRecord);
        var flush = () => FlushAsync(writer, response, cancellationToken);
        await WriteActsAsync(writer, flush, cancellationToken);
        writer.WriteStartArray("organizations");
        foreach (var membership in record.Memberships.Where(m => m.IsAlone))
        {
            await WriteOrganizationAsync(writer, membership, flush, cancellationToken);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await flush();
    }

    private static async Task FlushAsync(Utf8JsonWriter writer, HttpResponse response, CancellationToken cancellationToken)
    {
        await writer.FlushAsync(cancellationToken);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    /// <summary>What concerned the account itself, and what they did in organizations.</summary>
    private async Task WriteActsAsync(Utf8JsonWriter writer, Func<Task> flush, CancellationToken cancellationToken)
    {
        var acts = AuditApiJson.Default.AuditRow;
        await WriteListAsync(writer, "activity", acts, cursor => sources.ActivityAsync(record.Account.Id, cursor, cancellationToken), flush);
        writer.WriteStartObject("acts");
        foreach (var membership in record.Memberships)
        {
            var tenant = TenantOf(membership);
            await WriteListAsync(
                writer, membership.OrganizationId, acts, cursor => sources.ActsAsync(tenant, record.Account.Id, cursor, cancellationToken), flush);
        }

        writer.WriteEndObject();
    }

    private async Task WriteOrganizationAsync(Utf8JsonWriter writer, MembershipPart membership, Func<Task> flush, CancellationToken cancellationToken)
    {
        var tenant = TenantOf(membership);
        var user = new CredentialUser(tenant, record.Account.Id, membership.Role);
        writer.WriteStartObject();
        writer.WriteString("id", membership.OrganizationId);
        writer.WriteString("name", membership.Organization);
        await WriteListAsync(writer, "flows", FlowsApiJson.Default.FlowExport, cursor => sources.FlowsAsync(tenant, cursor, cancellationToken), flush);
        await WriteListAsync(
            writer, "credentials", PersonalDataJson.Default.CredentialEntry, cursor => sources.CredentialsAsync(user, cursor, cancellationToken), flush);
        await WriteListAsync(writer, "files", FilesApiJson.Default.FileView, cursor => sources.FilesAsync(tenant, cursor, cancellationToken), flush);
        writer.WriteEndObject();
    }

    private static async Task WriteListAsync<T>(
        Utf8JsonWriter writer, string name, JsonTypeInfo<T> json, Func<string?, Task<(IReadOnlyList<T> Items, string? Next)>> read, Func<Task> flush)
    {
        writer.WriteStartArray(name);
        string? cursor = null;
        do
        {
            var (items, next) = await read(cursor);
            foreach (var item in items)
            {
                JsonSerializer.Serialize(writer, item, json);
            }

            await flush();
            cursor = next;
        }
        while (cursor is not null);

        writer.WriteEndArray();
    }

    private static Tenant TenantOf(MembershipPart membership) => DocumentId.TryParse(membership.OrganizationId, out var id)
        ? Tenant.Of(id)
        : throw new InvalidOperationException("An organization's id is none.");
}
