using System.Net;
using System.Net.Http.Headers;
using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>Files into and out of a sandbox.</summary>
internal sealed class SandboxFiles(SandboxWire wire)
{
    /// <summary>Writes files, making the folders they are in.</summary>
    public async Task<Result> WriteAsync(SandboxHandle sandbox, IReadOnlyList<SandboxFile> files, CancellationToken cancellationToken)
    {
        using var request = wire.ToSandbox(HttpMethod.Post, sandbox, SandboxWire.AgentPort, "/files");
        using var form = new MultipartFormDataContent();
        foreach (var file in files)
        {
            var part = new ReadOnlyMemoryContent(file.Content);
            part.Headers.ContentDisposition = new ContentDispositionHeaderValue("form-data")
            {
                Name = "\"file\"",
                FileName = $"\"{file.Path}\"",
            };
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(part);
        }

        request.Content = form;
        var answer = await wire.AskAsync(request, SandboxWire.MostAnswer, cancellationToken);
        return !answer.IsSuccess ? answer.Error
            : answer.Value.IsSuccess ? Result.Success
            : SandboxWire.Refused(answer.Value.Status, answer.Value.Body);
    }

    /// <summary>Reads a file of at most so many bytes; null when there is none.</summary>
    public async Task<Result<byte[]?>> ReadAsync(SandboxHandle sandbox, string path, int most, CancellationToken cancellationToken)
    {
        using var request = wire.ToSandbox(HttpMethod.Get, sandbox, SandboxWire.AgentPort, "/files?path=" + Uri.EscapeDataString(path));
        var answer = await wire.AskAsync(request, most, cancellationToken);
        if (!answer.IsSuccess)
        {
            return answer.Error;
        }

        if (answer.Value.Status == HttpStatusCode.NotFound)
        {
            return (byte[]?)null;
        }

        return answer.Value.IsSuccess ? answer.Value.Body : SandboxWire.Refused(answer.Value.Status, answer.Value.Body);
    }
}
