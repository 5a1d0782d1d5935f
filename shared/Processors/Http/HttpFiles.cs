using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Connections;
using HiveFlow.Processors.Files;
using HiveFlow.Processors.Settings;
using HiveFlow.Storage.Documents;
using HiveFlow.Vault.Redaction;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.Processors.Http;

/// <summary>Files as bodies and as answers of the http node: streamed, never in memory.</summary>
internal sealed class HttpFiles(FileShelf shelf)
{
    private const int MostNameCharacters = 1_000;

    /// <summary>A file as a request's body; its media type goes along unless the node sets one.</summary>
    public async Task<Result<OutgoingRequest>> WithBodyAsync(StepContext context, OutgoingRequest request, string fileId, CancellationToken cancellationToken)
    {
        var tenant = TenantOf(context);
        if (await shelf.GetAsync(tenant, fileId, cancellationToken) is not { } file)
        {
            return FileErrors.NotFound();
        }

        var hasType = request.Headers.Any(h => h.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
        return request with
        {
            Content = new OutgoingContent(file.Size, async token => (await shelf.OpenAsync(tenant, file.Id, token)) is { IsSuccess: true } open
                ? open.Value.Content
                : throw new IOException("The file is gone.")),
            Headers = hasType ? request.Headers : [.. request.Headers, new("Content-Type", file.MimeType)],
        };
    }

    /// <summary>An answer as a file. What goes wrong while it is read is given as a failure.</summary>
    public async Task<Result<FileRecord>> SaveAsync(
        StepContext context, OutgoingStream answer, string? name, string? folder, CancellationToken cancellationToken)
    {
        var mask = context.Credentials.Mask;
        var wanted = new NewFile(name ?? NameOf(answer), TypeOf(answer))
        {
            Folder = folder ?? string.Empty,

            // Masking changes the size.
            Size = mask.IsEmpty && answer.Headers.TryGetValue("content-length", out var text) && long.TryParse(text, out var length) ? length : null,
            RunId = context.RunId,
            Once = context.IdempotencyKey,
        };
        try
        {
            await using var content = mask.IsEmpty ? answer.Content : new MaskedStream(answer.Content, mask);
            return await shelf.SaveAsync(TenantOf(context), wanted, content, cancellationToken);
        }
        catch (OutgoingException failure)
        {
            return failure.Error;
        }
    }

    private static Tenant TenantOf(StepContext context) => DocumentId.TryParse(context.OrganizationId, out var organization)
        ? Tenant.Of(organization)
        : throw new InvalidOperationException("A run belongs to an organization.");

    private static string? TypeOf(OutgoingStream answer) =>
        MediaTypeHeaderValue.TryParse(answer.Headers.GetValueOrDefault("content-type"), out var type) ? type.MediaType.ToString() : null;

    // RFC 6266 section 4.3; else the address's last part.
    private static string NameOf(OutgoingStream answer)
    {
        string? given = null;
        if (answer.Headers.TryGetValue("content-disposition", out var text) && text.Length <= MostNameCharacters
            && ContentDispositionHeaderValue.TryParse(text, out var about))
        {
            given = HeaderUtilities.RemoveQuotes(about.FileNameStar.Length > 0 ? about.FileNameStar : about.FileName).ToString();
        }

        return FileNames.Clean(string.IsNullOrEmpty(given) ? Uri.UnescapeDataString(answer.Url.AbsolutePath) : given);
    }
}
