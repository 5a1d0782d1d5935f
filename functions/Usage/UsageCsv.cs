using System.Globalization;
using System.Text;
using HiveFlow.Functions.Audit;
using HiveFlow.Metering.Usage;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Usage;

/// <summary>A report as CSV (RFC 4180).</summary>
internal sealed class UsageCsv(IReadOnlyList<UsageRow> rows) : IResult
{
    private const string Head = "day,flowId,keyId,nodeType,runs,steps,millicredits,units\r\n";
    private const int RowsAtOnce = 500;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = "attachment; filename=\"usage.csv\"";
        await response.WriteAsync(Head, httpContext.RequestAborted);
        foreach (var some in rows.Chunk(RowsAtOnce))
        {
            var text = new StringBuilder();
            foreach (var row in some)
            {
                text.AppendJoin(',', Cells(row).Select(Csv.Cell)).Append("\r\n");
            }

            await response.WriteAsync(text.ToString(), httpContext.RequestAborted);
        }
    }

    private static string?[] Cells(UsageRow row) =>
    [
        row.Day,
        row.FlowId,
        row.KeyId,
        row.NodeType,
        row.Runs.ToString(CultureInfo.InvariantCulture),
        row.Steps.ToString(CultureInfo.InvariantCulture),
        row.Millicredits.ToString(CultureInfo.InvariantCulture),
        string.Join("; ", row.Units.OrderBy(u => u.Key, StringComparer.Ordinal).Select(u => string.Create(CultureInfo.InvariantCulture, $"{u.Key}={u.Value}"))),
    ];
}
