using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Storage.DiskFiles;
using HiveFlow.Storage.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Files;

/// <summary>Serves the links to files on disk. Where files are in S3 links lead there, and there is nothing to serve here.</summary>
public sealed class SignedFileFunctions(IFileStore files)
{
    private readonly DiskFileStore? disk = files as DiskFileStore;

    /// <summary>A file by its link.</summary>
    [Function("Files_Signed")]
    [Access(Access.Public)]
    [Limit(LimitClasses.Files)]
    [Operation("Gives the file that a signed link was made for; the link is the whole credential and holds for 24 hours at most.")]
    [Gives(200, ContentType = "application/octet-stream")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/files/signed/{token}")] HttpRequest request, string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return disk is not null && await disk.OpenSignedAsync(token, cancellationToken) is { } file
            ? new FileAnswer(file)
            : Answer.Problem(RequestErrors.NotFound("file"));
    }

    /// <summary>A part by its link.</summary>
    [Function("Files_PutPart")]
    [Access(Access.Public, MaxBodyBytes = FilePart.MostBytes)]
    [Limit(LimitClasses.Files)]
    [Operation("Stores one part of an upload; the link is the whole credential, for this part alone. The answer's ETag is what completing asks for.")]
    [TakesContent("application/octet-stream")]
    [Gives(200)]
    public async Task<IResult> PutPart(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/files/parts/{token}")] HttpRequest request, string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            if (disk is null || await disk.PutPartAsync(token, request.Body, cancellationToken) is not { } etag)
            {
                return Answer.Problem(FileErrors.NoUpload());
            }

            request.HttpContext.Response.Headers.ETag = $"\"{etag}\"";
            return Answer.Ok();
        }
        catch (FileTooLargeException)
        {
            return Answer.Problem(FileErrors.Parts("The part has more bytes than the upload has for it."));
        }
    }
}
