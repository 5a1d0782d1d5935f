using System.Text;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Functions.Webhooks;

/// <summary>
/// Reads the forms that come to webhooks: <c>application/x-www-form-urlencoded</c> and <c>multipart/form-data</c> (RFC 7578), whose files
/// become files of the organization. They belong to the run, and go with it.
/// </summary>
public sealed class HookForms(FileShelf shelf)
{
    private const int MostParts = 1_024;
    private const int MostFiles = 20;
    private const int LongestBoundary = 70;
    private const int LongestName = 200;
    private const string Folder = "webhooks";

    /// <summary>The form; null for a body that is none. When it fails no file is left.</summary>
    internal async Task<Result<HookForm?>> ReadAsync(
        HttpRequest request, Tenant tenant, Delivery delivery, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length == 0 || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return (HookForm?)null;
        }

        using var content = new MemoryStream(body.ToArray(), writable: false);
        if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            return await FieldsAsync(content, cancellationToken);
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return (HookForm?)null;
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: > 0 and <= LongestBoundary }
            ? await PartsAsync(content, boundary, tenant, delivery, cancellationToken)
            : RequestErrors.Malformed("Content-Type", "multipart/form-data needs a boundary of at most 70 characters.");
    }

    /// <summary>Removes a form's files: its delivery is not kept.</summary>
    internal async Task DropAsync(Tenant tenant, HookForm? form, CancellationToken cancellationToken)
    {
        foreach (var (_, file) in form?.Files ?? [])
        {
            await shelf.DeleteAsync(tenant, file.FileId, cancellationToken);
        }
    }

    private static async Task<Result<HookForm?>> FieldsAsync(MemoryStream content, CancellationToken cancellationToken)
    {
        using var reader = new FormReader(content, Encoding.UTF8) { ValueCountLimit = MostParts, ValueLengthLimit = int.MaxValue };
        try
        {
            var fields = await reader.ReadFormAsync(cancellationToken);
            return new HookForm(fields.ToDictionary(f => f.Key, f => f.Value.Select(v => v ?? string.Empty).ToList(), StringComparer.Ordinal), []);
        }
        catch (InvalidDataException)
        {
            return RequestErrors.Malformed("body", $"A form has at most {MostParts} fields, with names of at most 2,048 characters.");
        }
    }

    private async Task<Result<HookForm?>> PartsAsync(
        MemoryStream content, string boundary, Tenant tenant, Delivery delivery, CancellationToken cancellationToken)
    {
        Dictionary<string, List<string>> fields = new(StringComparer.Ordinal);
        List<(string Field, FileRef File)> files = [];
        Error? fault = null;
        try
        {
            var reader = new MultipartReader(boundary, content);
            var parts = 0;
            while (fault is null && await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                fault = ++parts > MostParts
                    ? RequestErrors.Malformed("body", $"A form has at most {MostParts} parts.")
                    : await TakeAsync(section, fields, files, tenant, delivery, cancellationToken);
            }
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException)
        {
            fault = RequestErrors.Malformed("body", "The form cannot be read, or breaks off.");
        }

        var form = new HookForm(fields, files);
        if (fault is null)
        {
            return form;
        }

        await DropAsync(tenant, form, cancellationToken);
        return fault;
    }

    private async Task<Error?> TakeAsync(
        MultipartSection section,
        Dictionary<string, List<string>> fields,
        List<(string Field, FileRef File)> files,
        Tenant tenant,
        Delivery delivery,
        CancellationToken cancellationToken)
    {
        if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var said)
            || HeaderUtilities.RemoveQuotes(said.Name).Value is not { Length: > 0 and <= LongestName } name)
        {
            return RequestErrors.Malformed("body", "Each part of a form needs a name, of at most 200 characters, in its Content-Disposition.");
        }

        using var part = new MemoryStream();
        await section.Body.CopyToAsync(part, cancellationToken);
        part.Position = 0;
        if (!said.FileName.HasValue && !said.FileNameStar.HasValue)
        {
            if (!fields.TryGetValue(name, out var values))
            {
                fields[name] = values = [];
            }

            values.Add(Encoding.UTF8.GetString(part.ToArray()));
            return null;
        }

        if (files.Count == MostFiles)
        {
            return RequestErrors.Malformed("body", $"A form has at most {MostFiles} files.");
        }

        var file = new NewFile(
            NameOf(said.FileNameStar.HasValue ? said.FileNameStar.Value : HeaderUtilities.RemoveQuotes(said.FileName).Value),
            MediaTypeHeaderValue.TryParse(section.ContentType, out var type) ? type.MediaType.Value : null)
        {
            Folder = Folder,
            Size = part.Length,
            RunId = delivery.RunId,
        };
        var saved = await shelf.SaveAsync(tenant, file, part, cancellationToken);
        if (saved.IsSuccess)
        {
            files.Add((name, FileRef.Of(saved.Value)));
        }

        return saved.Error;
    }

    // Some senders send a path; a name is all that is wanted of it.
    private static string NameOf(string? said)
    {
        var name = said is null ? string.Empty : said[(said.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.Length is 0 or > LongestName ? "file" : name;
    }
}
