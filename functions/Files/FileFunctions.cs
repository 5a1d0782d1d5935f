using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Files;

/// <summary>An organization's files.</summary>
public sealed class FileFunctions(FileShelf shelf, AuditLog audit)
{
    /// <summary>The largest body: what one request may carry on every host.</summary>
    public const int MaxBytes = 25 * 1024 * 1024;

    private const string One = "file";

    /// <summary>Keeps a file.</summary>
    [Function("Files_Upload")]
    [Access(Access.Write, MaxBodyBytes = MaxBytes)]
    [Limit(LimitClasses.Files)]
    [Idempotent(Secret = "file.url", IsStreamed = true)]
    [Operation("Keeps a file of at most 25 MiB: one in a form, after its field folder, or the body itself under the name in the query.")]
    [Query("name", "What the file is called, when the body is the file itself: 1 to 200 characters.")]
    [Query("folder", "A label to list it by; at most 200 characters.")]
    [TakesContent("multipart/form-data", "application/octet-stream")]
    [Gives(201, typeof(FileView), Name = One)]
    public async Task<IResult> Upload(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/files")] HttpRequest request, CancellationToken cancellationToken)
    {
        UploadBody? body = null;
        try
        {
            var found = await UploadBody.FindAsync(request, cancellationToken);
            if (!found.IsSuccess)
            {
                return Answer.Problem(found.Error);
            }

            body = found.Value;
            return await SaveAsync(request, body, cancellationToken);
        }
        catch (Exception broken) when (broken is InvalidDataException || (broken is IOException and not BadHttpRequestException))
        {
            return Answer.Problem((body?.Content as LastSection)?.Fault ?? RequestErrors.Malformed("The form cannot be read, or breaks off."));
        }
    }

    /// <summary>Lists files.</summary>
    [Function("Files_List")]
    [Access(Access.Read)]
    [Operation("Lists the organization's files, the newest first.")]
    [Query("folder", "Only those with this label.")]
    [Query("limit", "Page size, 1 to 200; 50 unless given.", IsNumber = true)]
    [Query("cursor", "The nextCursor of the page before.")]
    [Gives(200, typeof(FileView), Name = "files", IsList = true)]
    public async Task<IResult> List(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/files")] HttpRequest request, CancellationToken cancellationToken)
    {
        var query = new Parameters(request);
        var (folder, limit, cursor) = (query.Text("folder"), query.Limit(), query.Cursor());
        if (query.Error is { } fault)
        {
            return Answer.Problem(fault);
        }

        var tenant = request.Caller().Tenant;
        var page = await shelf.ListAsync(tenant, folder, limit, cursor, cancellationToken);
        return Answer.List("files", [.. page.Items.Select(f => FileView.Of(tenant, f.Document, url: null))], FilesApiJson.Default.FileView, page.NextCursor);
    }

    /// <summary>Shows one.</summary>
    [Function("Files_Get")]
    [Access(Access.Read)]
    [Operation("Shows a file with a link to its content, which holds for 24 hours at most.")]
    [Gives(200, typeof(FileView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/files/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        return await shelf.GetAsync(tenant, id, cancellationToken) is { } file
            ? Show(tenant, file, await shelf.LinkAsync(tenant, file, cancellationToken))
            : Answer.Problem(FileErrors.NotFound());
    }

    /// <summary>Deletes one.</summary>
    [Function("Files_Delete")]
    [Access(Access.Write)]
    [Operation("Deletes a file; its links end at once.")]
    [Gives(200, typeof(FileView), Name = One)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/files/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        var act = new AuditAct("file.deleted", request.Actor(), tenant) { TargetType = "file", TargetId = id };
        var deleted = await shelf.DeleteAsync(
            tenant, id, file => [audit.Entry(act with { Details = new Dictionary<string, string> { ["name"] = file.Name } })], cancellationToken);
        return deleted.IsSuccess ? Show(tenant, deleted.Value, url: null) : Answer.Problem(deleted.Error);
    }

    /// <summary>Makes a new link.</summary>
    [Function("Files_RefreshUrl")]
    [Access(Access.Read)]
    [Operation("Makes a new link to a file's content; those given before hold until their own time.")]
    [Takes(typeof(RefreshUrlRequest))]
    [Gives(200, typeof(UrlAnswer))]
    public async Task<IResult> RefreshUrl(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/files/refresh-url")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FilesApiJson.Default.RefreshUrlRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var tenant = request.Caller().Tenant;
        return await shelf.GetByKeyAsync(tenant, body.Value.Key, cancellationToken) is { } file
            ? Answer.Ok(new UrlAnswer(await shelf.LinkAsync(tenant, file, cancellationToken)), FilesApiJson.Default.UrlAnswer)
            : Answer.Problem(FileErrors.NotFound());
    }

    private async Task<IResult> SaveAsync(HttpRequest request, UploadBody body, CancellationToken cancellationToken)
    {
        var caller = request.Caller();
        JsonAnswer? answer = null;
        var file = body.File with
        {
            MaxBytes = Math.Min(body.File.MaxBytes ?? MaxBytes, MaxBytes),
            CreatedBy = caller.UserId.ToString(),
            Also = async made =>
            {
                answer = Made(caller.Tenant, made, await shelf.LinkAsync(caller.Tenant, made, cancellationToken));
                return request.Remember(answer);
            },
        };
        var saved = await shelf.SaveAsync(caller.Tenant, file, body.Content, cancellationToken);
        return saved.IsSuccess ? answer! : Answer.Problem(saved.Error);
    }

    private static JsonAnswer Show(Tenant tenant, FileRecord file, Uri? url) =>
        Answer.Named(One, FileView.Of(tenant, file, url), FilesApiJson.Default.FileView);

    private static JsonAnswer Made(Tenant tenant, FileRecord file, Uri url) => Answer.Named(
        One, FileView.Of(tenant, file, url), FilesApiJson.Default.FileView, status: StatusCodes.Status201Created, location: $"/api/files/{file.Id}");
}
