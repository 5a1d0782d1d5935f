using System.Globalization;
using System.Text;
using HiveFlow.Audit;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Audit;

/// <summary>The audit log as CSV (RFC 4180), page by page: memory does not grow with its length.</summary>
internal sealed class AuditCsv(AuditTrail trail, Tenant tenant, AuditFilter filter) : IResult
{
    private const int PageSize = 500;
    private const string Head = "at,action,result,actor,actorId,keyId,targetType,targetId,subjectId,address,requestId,details\r\n";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);

        // Read before the answer begins, so that an outage is still a problem document.
        var page = await trail.ListAsync(tenant, filter with { Limit = PageSize }, cancellationToken);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"audit.csv\"";
        await response.WriteAsync(Head, cancellationToken);
        while (true)
        {
            await response.WriteAsync(Rows(page.Entries), cancellationToken);
            if (page.NextCursor is null)
            {
                return;
            }

            page = await trail.ListAsync(tenant, filter with { Limit = PageSize, Cursor = page.NextCursor }, cancellationToken);
        }
    }

    private static string Rows(IReadOnlyList<AuditRow> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            text.AppendJoin(',', Cells(row).Select(Csv.Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    private static string?[] Cells(AuditRow row) =>
    [
        row.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        row.Action,
        row.Result,
        row.Actor,
        row.ActorId,
        row.KeyId,
        row.TargetType,
        row.TargetId,
        row.SubjectId,
        row.Address,
        row.RequestId,
        string.Join("; ", row.Details.Select(d => $"{d.Key}={d.Value}")),
    ];
}
