using System.Text;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Files;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Processors.Files;

/// <summary>Works with the organization's files.</summary>
internal sealed class FileProcessor(FileShelf shelf, TimeProvider time) : IProcessor
{
    /// <summary>The most that is read into a value or written out of one: 10 MiB.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    private const int MostPage = 200;

    public NodeType Type { get; } = new()
    {
        Name = "file",
        Title = "File",
        Description = "Reads, writes, copies, lists, links and deletes files of the organization. A file travels as a reference {fileId, name, mimeType, size}.",
        DefaultTimeout = TimeSpan.FromMinutes(5),
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["read", "write", "copy", "delete", "list", "url"], "default": "read" },
                "file": { "description": "The file to read, copy, delete or link: its id, or a reference." },
                "as": { "enum": ["text", "json", "base64"], "default": "text", "description": "How to read it, and how the content to write is given." },
                "maxBytes": { "type": "integer", "minimum": 1, "maximum": 10485760, "default": 10485760, "description": "Largest file to read." },
                "content": { "description": "What to write." },
                "name": { "type": "string", "minLength": 1, "maxLength": 200, "description": "What the file to write is called; of a copy, as its original unless set." },
                "mimeType": { "type": "string", "maxLength": 100, "description": "What the file to write is; by its name unless set." },
                "folder": { "type": "string", "maxLength": 200, "description": "A label for the file to write, or to list by." },
                "limit": { "type": "integer", "minimum": 1, "maximum": 200, "default": 50, "description": "How many to list." },
                "cursor": { "type": "string", "maxLength": 500, "description": "The nextCursor of the list before." }
              }
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var operation = read.Choice("operation", "read", "read", "write", "copy", "delete", "list", "url");
        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (!DocumentId.TryParse(context.OrganizationId, out var organization))
        {
            throw new InvalidOperationException("A run belongs to an organization.");
        }

        var tenant = Tenant.Of(organization);
        var result = operation switch
        {
            "write" => await WriteAsync(read, tenant, context, cancellationToken),
            "copy" => await CopyAsync(read, tenant, context, cancellationToken),
            "delete" => await DeleteAsync(read, tenant, cancellationToken),
            "list" => await ListAsync(read, tenant, cancellationToken),
            "url" => await LinkAsync(read, tenant, cancellationToken),
            _ => await ReadAsync(read, tenant, cancellationToken),
        };
        return result.IsSuccess
            ? StepResult.Completed(result.Value)
            : StepResult.Failed(result.Error, result.Error.Code.Kind is ErrorKind.Unavailable or ErrorKind.Conflict);
    }

    private async Task<Result<JsonElement>> ReadAsync(SettingsReader read, Tenant tenant, CancellationToken cancellationToken)
    {
        var id = FileSetting.RequiredId(read, "file");
        var kind = read.Choice("as", "text", "text", "json", "base64");
        var maxBytes = read.Whole("maxBytes", MostBytes, 1, MostBytes);
        if (read.Fault is { } fault)
        {
            return fault;
        }

        var opened = await shelf.OpenAsync(tenant, id, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var open = opened.Value;
        var content = await FileReading.ReadAsync(open, kind, maxBytes, cancellationToken);
        return content.IsSuccess
            ? JsonValue.Write(writer =>
            {
                writer.WriteStartObject();
                FileOutput.WriteFields(writer, open.File);
                writer.WritePropertyName("content");
                content.Value.WriteTo(writer);
                writer.WriteEndObject();
            })
            : content.Error;
    }

    private async Task<Result<JsonElement>> WriteAsync(SettingsReader read, Tenant tenant, StepContext context, CancellationToken cancellationToken)
    {
        var wanted = Wanted(read, context, read.RequiredText("name"), read.Text("mimeType"));
        var bytes = Content(read);
        if (read.Fault is { } fault)
        {
            return fault;
        }

        return Reference(await shelf.SaveAsync(tenant, wanted with { Size = bytes.Length }, new MemoryStream(bytes, writable: false), cancellationToken));
    }

    private async Task<Result<JsonElement>> CopyAsync(SettingsReader read, Tenant tenant, StepContext context, CancellationToken cancellationToken)
    {
        var (id, name, type) = (FileSetting.RequiredId(read, "file"), read.Text("name"), read.Text("mimeType"));
        if (read.Fault is { } fault)
        {
            return fault;
        }

        var opened = await shelf.OpenAsync(tenant, id, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        await using var open = opened.Value;
        var wanted = Wanted(read, context, name ?? open.File.Name, type ?? (name is null ? open.File.MimeType : null)) with { Size = open.File.Size };
        return read.Fault is { } wrong ? wrong : Reference(await shelf.SaveAsync(tenant, wanted, open.Content, cancellationToken));
    }

    private async Task<Result<JsonElement>> DeleteAsync(SettingsReader read, Tenant tenant, CancellationToken cancellationToken)
    {
        var id = FileSetting.RequiredId(read, "file");
        if (read.Fault is { } fault)
        {
            return fault;
        }

        // Gone before is gone: the step may run again.
        var deleted = await shelf.DeleteAsync(tenant, id, cancellationToken);
        return deleted.IsSuccess || deleted.Error.Code.Kind == ErrorKind.NotFound
            ? JsonValue.Parse(deleted.IsSuccess ? """{"deleted":true}""" : """{"deleted":false}""")
            : deleted.Error;
    }

    private async Task<Result<JsonElement>> ListAsync(SettingsReader read, Tenant tenant, CancellationToken cancellationToken)
    {
        var (folder, cursor, limit) = (read.Text("folder"), read.Text("cursor"), (int)read.Whole("limit", 50, 1, MostPage));
        if (read.Fault is { } fault)
        {
            return fault;
        }

        try
        {
            var page = await shelf.ListAsync(tenant, folder, limit, cursor, cancellationToken);
            return JsonValue.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("files");
                foreach (var file in page.Items)
                {
                    writer.WriteStartObject();
                    FileOutput.WriteFields(writer, file.Document);
                    writer.WriteString("folder", file.Document.Folder);
                    writer.WriteString("createdAt", file.Document.CreatedAt);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteString("nextCursor", page.NextCursor);
                writer.WriteEndObject();
            });
        }
        catch (InvalidCursorException)
        {
            return ProcessorErrors.SettingInvalid("cursor", "is not the nextCursor of such a list");
        }
    }

    private async Task<Result<JsonElement>> LinkAsync(SettingsReader read, Tenant tenant, CancellationToken cancellationToken)
    {
        var id = FileSetting.RequiredId(read, "file");
        if (read.Fault is { } fault)
        {
            return fault;
        }

        if (await shelf.GetAsync(tenant, id, cancellationToken) is not { } file)
        {
            return FileErrors.NotFound();
        }

        var made = time.GetUtcNow();
        var url = await shelf.LinkAsync(tenant, file, cancellationToken);
        return JsonValue.Write(writer =>
        {
            writer.WriteStartObject();
            FileOutput.WriteFields(writer, file);
            writer.WriteString("url", url.AbsoluteUri);
            writer.WriteString("expiresAt", made + shelf.LinkLifetime);
            writer.WriteEndObject();
        });
    }

    private static Result<JsonElement> Reference(Result<FileRecord> saved) => saved.IsSuccess ? FileOutput.Of(saved.Value) : saved.Error;

    private static NewFile Wanted(SettingsReader read, StepContext context, string name, string? type) => new(name, type)
    {
        Folder = read.Text("folder") ?? string.Empty,
        RunId = context.RunId,
        Once = context.IdempotencyKey,
    };

    private static byte[] Content(SettingsReader read)
    {
        var value = read.Any("content");
        var kind = read.Choice("as", value?.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? "json" : "text", "text", "json", "base64");
        if (value is not { } content)
        {
            read.Reject("content", "is needed and is empty");
            return [];
        }

        byte[] bytes = [];
        if (kind == "json")
        {
            bytes = Encoding.UTF8.GetBytes(content.GetRawText());
        }
        else if (content.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            read.Reject("content", $"must be text to be written as {kind}");
        }
        else if (kind == "text")
        {
            bytes = Encoding.UTF8.GetBytes(JsonValue.AsText(content));
        }
        else if (content.ValueKind != JsonValueKind.String || !content.TryGetBytesFromBase64(out bytes!))
        {
            read.Reject("content", "must be base64");
        }

        if (bytes?.Length > MostBytes)
        {
            read.Reject("content", $"must not be more than {MostBytes} bytes");
        }

        return bytes ?? [];
    }
}
