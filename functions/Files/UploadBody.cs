using System.Text;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Files;

/// <summary>
/// A file in a request's body: the one file of a form (RFC 7578), after its other fields, or the body itself under the name in the query.
/// Neither is read further than its head here.
/// </summary>
/// <param name="File">What is said of it.</param>
/// <param name="Content">Its bytes, to be read once.</param>
internal sealed record UploadBody(NewFile File, Stream Content)
{
    private const int MostFieldBytes = 1_024;
    private const int MostBoundaryCharacters = 70;
    private const int MostHeaders = 16;

    /// <summary>Whether the request is a form.</summary>
    public static bool IsForm(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    /// <summary>Finds the file. Fails as 400, 415 or 422.</summary>
    public static async Task<Result<UploadBody>> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return GateErrors.MediaType("a file as it is");
        }

        var query = new Parameters(request);
        var (name, folder) = (query.Text("name"), query.Text("folder"));
        if (query.Error is { } fault)
        {
            return fault;
        }

        if (IsForm(request))
        {
            return await FindInFormAsync(request, folder, cancellationToken);
        }

        if (name is null)
        {
            return RequestErrors.Invalid("name", "The query parameter name says what the file is called; or send a form with a file.");
        }

        var type = string.IsNullOrEmpty(request.ContentType) ? null : request.ContentType;
        return new UploadBody(new NewFile(name, type) { Folder = folder ?? string.Empty, Size = request.ContentLength }, request.Body);
    }

    private static async Task<Result<UploadBody>> FindInFormAsync(HttpRequest request, string? folder, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary);
        if (boundary.Length is 0 or > MostBoundaryCharacters)
        {
            return RequestErrors.Malformed("Content-Type", "A form's Content-Type has a boundary of 1 to 70 characters.");
        }

        var form = new MultipartReader(boundary.ToString(), request.Body) { HeadersCountLimit = MostHeaders };
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var about)
                || !about.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase))
            {
                return RequestErrors.Malformed("Each part of a form has a Content-Disposition of form-data.");
            }

            if (about.IsFileDisposition())
            {
                var file = new NewFile(NameOf(about), section.ContentType) { Folder = folder ?? string.Empty, MaxBytes = request.ContentLength };
                return new UploadBody(file, new LastSection(form, section.Body));
            }

            var field = HeaderUtilities.RemoveQuotes(about.Name).ToString();
            if (field != "folder" || folder is not null)
            {
                var shown = field.Length <= 100 ? field : field[..100];
                return RequestErrors.Malformed(shown, $"{shown} is unknown here, or given more than once.");
            }

            folder = await ReadFieldAsync(section.Body, cancellationToken);
            if (folder is null)
            {
                return RequestErrors.Malformed("folder", "folder is too long, or no UTF-8.");
            }
        }

        return RequestErrors.Invalid("file", "The form has no file.");
    }

    // Some send a path, of which the last part is the name (RFC 7578 section 4.2).
    private static string NameOf(ContentDispositionHeaderValue about)
    {
        var name = HeaderUtilities.RemoveQuotes(about.FileNameStar.Length > 0 ? about.FileNameStar : about.FileName).ToString();
        return name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
    }

    private static async Task<string?> ReadFieldAsync(Stream content, CancellationToken cancellationToken)
    {
        var bytes = new byte[MostFieldBytes + 1];
        var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length <= MostFieldBytes && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length)) ? Encoding.UTF8.GetString(bytes, 0, length) : null;
    }
}
