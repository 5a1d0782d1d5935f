using System.Globalization;
using System.IO.Compression;
using HiveFlow.LocalSandbox.Agent;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>Files in and out. The work is done inside the jail, by its agent: no link made there can lead out of it.</summary>
internal sealed class FilesApi(LocalSandboxOptions options)
{
    private const int Piece = 128 * 1024;
    private const int MostFiles = 256;

    /// <summary>Answers <c>GET</c> and <c>POST /files</c>.</summary>
    public Task HandleAsync(HttpContext http, LiveSandbox sandbox) => http.Request.Method switch
    {
        "GET" => ReadAsync(http, sandbox),
        "POST" => WriteWholeAsync(http, sandbox),
        _ => throw new WireException(405, "unimplemented", "no such method"),
    };

    private static async Task ReadAsync(HttpContext http, LiveSandbox sandbox)
    {
        var path = PathOf(http) ?? throw WireException.Invalid("path is required");
        var stat = await sandbox.Agent.AskAsync(new AgentRequest { Op = "file", Do = "stat", Path = path }, default, http.RequestAborted);
        var size = stat.Entry?.Size ?? 0;
        var (offset, length) = RangeOf(http, size);
        var request = new AgentRequest { Op = "file", Do = "read", Path = path, Offset = offset, Length = length };
        await using var call = await sandbox.Agent.CallAsync(request, default, http.RequestAborted);
        var opened = await call.NextAsync(http.RequestAborted);
        http.Response.ContentType = "application/octet-stream";
        http.Response.Headers.AcceptRanges = "bytes";
        if (length is { } count)
        {
            http.Response.StatusCode = 206;
            http.Response.Headers.ContentRange =
                string.Create(CultureInfo.InvariantCulture, $"bytes {offset}-{offset + count - 1}/{opened.Size}");
        }

        try
        {
            AgentMessage message;
            while ((message = await call.NextAsync(http.RequestAborted)).Kind == "out")
            {
                await http.Response.BodyWriter.WriteAsync(message.Body, http.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            await sandbox.Agent.AskAsync(new AgentRequest { Op = "file", Do = "abandon", File = call.Id }, default, CancellationToken.None);
            throw;
        }
    }

    private async Task WriteWholeAsync(HttpContext http, LiveSandbox sandbox)
    {
        try
        {
            await WriteAsync(http, sandbox);
        }
        catch (Exception problem) when (problem is AgentException or WireException)
        {
            // A connection that is closed while its client still sends takes the answer with it. Kestrel bounds size and pace.
            await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
            throw;
        }
    }

    private async Task WriteAsync(HttpContext http, LiveSandbox sandbox)
    {
        var written = new List<object>();
        var path = PathOf(http);
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed : null;
        if (type?.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true)
        {
            var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
            if (boundary.Length is 0 or > 128)
            {
                throw WireException.Invalid("the multipart boundary is missing or too long");
            }

            var reader = new MultipartReader(boundary, Body(http)) { BodyLengthLimit = MostBytes };
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } section)
            {
                if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.Name == "file")
                {
                    if (written.Count >= MostFiles || (written.Count > 0 && path is not null))
                    {
                        throw WireException.Invalid("too many files");
                    }

                    var name = path ?? disposition.FileName.Value ?? throw WireException.Invalid("a file has no name");
                    written.Add(await StoreAsync(sandbox, name.Trim('"'), section.Body, http.RequestAborted));
                }
            }
        }
        else if (type?.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) == true)
        {
            var target = path ?? throw WireException.Invalid("path is required");
            written.Add(await StoreAsync(sandbox, target, Body(http), http.RequestAborted));
        }

        if (written.Count == 0)
        {
            throw WireException.Invalid("the body holds no file");
        }

        await WireJson.WriteAsync(http.Response, 200, written, http.RequestAborted);
    }

    private long MostBytes => (long)options.DiskMegabytes << 20;

    private static async Task<object> StoreAsync(LiveSandbox sandbox, string path, Stream content, CancellationToken cancellationToken)
    {
        var buffer = new byte[Piece];
        AgentCall? call = null;
        try
        {
            var isLast = false;
            AgentMessage? answer = null;
            while (!isLast)
            {
                var count = await content.ReadAtLeastAsync(buffer, buffer.Length, false, cancellationToken);
                isLast = count < buffer.Length;
                var request = new AgentRequest { Op = "file", Do = "write", Path = path, First = call is null, Last = isLast };
                if (call is null)
                {
                    call = await sandbox.Agent.CallAsync(request, buffer.AsMemory(0, count), cancellationToken);
                }
                else
                {
                    await sandbox.Agent.SendAsync(request with { Id = call.Id }, buffer.AsMemory(0, count), cancellationToken);
                }

                answer = await call.NextAsync(cancellationToken);
            }

            return new { path = answer!.Path, name = answer.Name, type = "file" };
        }
        catch (Exception problem) when (problem is not (AgentException or JailGoneException) && call is not null)
        {
            await sandbox.Agent.AskAsync(new AgentRequest { Op = "file", Do = "abandon", File = call.Id }, default, CancellationToken.None);
            throw;
        }
        finally
        {
            if (call is not null)
            {
                await call.DisposeAsync();
            }
        }
    }

    private static Stream Body(HttpContext http) => http.Request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => http.Request.Body,
        "gzip" => new GZipStream(http.Request.Body, CompressionMode.Decompress),
        _ => throw new WireException(415, "invalid_argument", "only gzip is known"),
    };

    private static string? PathOf(HttpContext http) => http.Request.Query["path"].ToString() is { Length: > 0 } path ? path : null;

    private static (long? Offset, long? Length) RangeOf(HttpContext http, long size)
    {
        var range = http.Request.GetTypedHeaders().Range;
        if (range is null || range.Unit != "bytes" || range.Ranges.Count != 1 || size == 0)
        {
            return (null, null);
        }

        var only = range.Ranges.First();
        var from = only.From ?? Math.Max(0, size - (only.To ?? 0));
        var to = only.From is null ? size - 1 : Math.Min(only.To ?? (size - 1), size - 1);
        return from <= to ? (from, to - from + 1) : throw new WireException(416, "out_of_range", "the range is outside of the file");
    }
}
