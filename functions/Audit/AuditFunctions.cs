using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Audit;

/// <summary>Who did what, when, from where. Nothing here changes an entry.</summary>
public sealed class AuditFunctions(AuditTrail trail)
{
    private const string Many = "entries";

    /// <summary>The organization's acts.</summary>
    [Function("Audit_List")]
    [Access(Access.Admin)]
    [Operation("Lists what was done in the organization, the newest first. A page may hold fewer than asked for and still have a nextCursor.")]
    [Query("action", "Only acts of this name, such as api_key.created.")]
    [Query("actor", "Only acts of this person (id).")]
    [Query("target", "Only acts on the thing of this id.")]
    [Query("from", "Only acts at or after this instant (ISO 8601).")]
    [Query("to", "Only acts before this instant (ISO 8601).")]
    [Query("limit", "Page size, 1 to 200; 50 unless given.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(AuditRow), Name = Many, IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/audit")] HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var filter = Read(parameters) with { Limit = parameters.Limit(), Cursor = parameters.Cursor() };
        if ((parameters.Error ?? Check(filter)) is { } fault)
        {
            return Answer.Problem(fault);
        }

        var page = await trail.ListAsync(request.Caller().Tenant, filter, cancellationToken);
        return Answer.List(Many, page.Entries, AuditApiJson.Default.AuditRow, page.NextCursor);
    }

    /// <summary>The same as a table.</summary>
    [Function("Audit_Export")]
    [Access(Access.Admin)]
    [Operation("Streams the organization's acts as CSV (RFC 4180), the newest first.")]
    [Query("action", "Only acts of this name.")]
    [Query("actor", "Only acts of this person (id).")]
    [Query("target", "Only acts on the thing of this id.")]
    [Query("from", "Only acts at or after this instant (ISO 8601).")]
    [Query("to", "Only acts before this instant (ISO 8601).")]
    [Gives(200, ContentType = "text/csv")]
    public IResult Export([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/audit/export")] HttpRequest request)
    {
        var parameters = new Parameters(request);
        var filter = Read(parameters);
        return (parameters.Error ?? Check(filter)) is { } fault
            ? Answer.Problem(fault)
            : new AuditCsv(trail, request.Caller().Tenant, filter);
    }

    /// <summary>What happened to the caller's own account.</summary>
    [Function("Audit_Activity")]
    [Access(Access.Session)]
    [Operation("Lists what was done by the caller, or to their account, outside of organizations: logins, passwords, second factors, sessions.")]
    [Query("limit", "Page size, 1 to 200; 50 unless given.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(AuditRow), Name = Many, IsList = true)]
    public async Task<IResult> Activity(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/auth/activity")] HttpRequest request, CancellationToken cancellationToken)
    {
        var parameters = new Parameters(request);
        var (limit, cursor) = (parameters.Limit(), parameters.Cursor());
        if (parameters.Error is { } fault)
        {
            return Answer.Problem(fault);
        }

        var page = await trail.ActivityAsync(request.Caller().UserId, limit, cursor, cancellationToken);
        return Answer.List(Many, page.Entries, AuditApiJson.Default.AuditRow, page.NextCursor);
    }

    private static AuditFilter Read(Parameters parameters) => new()
    {
        Action = parameters.Text("action"),
        Actor = parameters.Text("actor"),
        Target = parameters.Text("target"),
        From = parameters.Instant("from"),
        To = parameters.Instant("to"),
    };

    private static Error? Check(AuditFilter filter) =>
        filter.From is { } from && filter.To is { } to && from >= to ? RequestErrors.Invalid("from", "from must be before to.") : null;
}
