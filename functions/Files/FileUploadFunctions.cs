using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Files.Uploads;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Storage.Documents;
using HiveFlow.Storage.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Files;

/// <summary>Files too large for one request: in parts, which go to the store by links of their own.</summary>
public sealed class FileUploadFunctions(FileUploads uploads, FileShelf shelf)
{
    private const int MostETagCharacters = 200;

    /// <summary>Begins an upload.</summary>
    [Function("Files_BeginUpload")]
    [Access(Access.Write)]
    [Limit(LimitClasses.Files)]
    [Idempotent(Secret = "parts", IsRepeatedByFunction = true)]
    [Operation("Begins an upload in parts: PUT each part to its link within 24 hours, keep the ETag of each answer, then complete. Room is held until then.")]
    [Takes(typeof(BeginUploadRequest))]
    [Gives(200, typeof(BegunUpload))]
    public async Task<IResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/files/multipart/init")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FilesApiJson.Default.BeginUploadRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var (caller, wanted) = (request.Caller(), body.Value);
        if (request.FirstAnswer() is { } first)
        {
            return await RepeatAsync(caller.Tenant, first, cancellationToken);
        }

        var upload = new NewUpload(wanted.FileName, wanted.MimeType, wanted.Size, wanted.Folder ?? string.Empty, caller.UserId.ToString());
        JsonAnswer? answer = null;
        var begun = await uploads.BeginAsync(
            caller.Tenant, upload, made => request.Remember(answer = Answer.Ok(made, FilesApiJson.Default.BegunUpload)), cancellationToken);
        return begun.IsSuccess ? answer! : Answer.Problem(begun.Error);
    }

    /// <summary>Completes an upload.</summary>
    [Function("Files_CompleteUpload")]
    [Access(Access.Write)]
    [Limit(LimitClasses.Files)]
    [Operation("Makes the file of its parts. Repeated, it gives the same file.")]
    [Takes(typeof(CompleteUploadRequest))]
    [Gives(200, typeof(UploadedFileAnswer))]
    public async Task<IResult> Complete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/files/multipart/complete")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FilesApiJson.Default.CompleteUploadRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        if (Fault(body.Value.Parts) is { } fault)
        {
            return Answer.Problem(fault);
        }

        var tenant = request.Caller().Tenant;
        var file = await uploads.CompleteAsync(
            tenant, body.Value.Key, body.Value.UploadId, [.. body.Value.Parts.Select(p => new UploadedPart(p.PartNumber, p.ETag))], cancellationToken);
        if (!file.IsSuccess)
        {
            return Answer.Problem(file.Error);
        }

        var made = file.Value;
        var url = await shelf.LinkAsync(tenant, made, cancellationToken);
        return Answer.Ok(
            new UploadedFileAnswer(made.Id, made.Name, FileKeys.Of(tenant, made.Id), url, made.MimeType, made.Size), FilesApiJson.Default.UploadedFileAnswer);
    }

    /// <summary>Gives an upload up.</summary>
    [Function("Files_AbortUpload")]
    [Access(Access.Write)]
    [Operation("Gives an upload up: its parts are removed and its room is free.")]
    [Takes(typeof(AbortUploadRequest))]
    [Gives(200)]
    public async Task<IResult> Abort(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/files/multipart/abort")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(FilesApiJson.Default.AbortUploadRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        return await uploads.AbortAsync(request.Caller().Tenant, body.Value.Key, body.Value.UploadId, cancellationToken) is { } fault
            ? Answer.Problem(fault)
            : Answer.Ok();
    }

    /// <summary>The same upload with new links to its parts; as it was remembered, without any, where it is over.</summary>
    private async Task<IResult> RepeatAsync(Tenant tenant, JsonAnswer first, CancellationToken cancellationToken)
    {
        using var known = JsonDocument.Parse(first.Body);
        var (key, id) = (known.RootElement.GetProperty("key").GetString(), known.RootElement.GetProperty("uploadId").GetString());
        if (await uploads.FindOpenAsync(tenant, key, id, cancellationToken) is not { } open)
        {
            return first;
        }

        var again = Answer.Ok(open, FilesApiJson.Default.BegunUpload);
        again.IsReplayed = true;
        return again;
    }

    private static Error? Fault(IReadOnlyList<StoredPart> parts) =>
        parts.Count is 0 or > FilePart.MostParts ? RequestErrors.Invalid("parts", $"There are 1 to {FilePart.MostParts} parts.")
        : parts.Any(p => p is null || p.PartNumber is < 1 or > FilePart.MostParts || p.ETag is null or { Length: 0 or > MostETagCharacters } || p.ETag.Any(c => c is < '!' or > '~'))
            ? RequestErrors.Invalid("parts", $"A part has a PartNumber from 1 to {FilePart.MostParts} and the ETag of its answer.")
        : null;
}
