using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Mcp;

/// <summary>Reads a message as strictly as any other body, then leaves it to the SDK.</summary>
internal sealed class McpAnswer(RequestDelegate handler, DurableTaskClient client) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var request = httpContext.Request;
        using var body = new PooledBuffer();
        var fault = await JsonBody.FillAsync(request, body, httpContext.RequestAborted)
            ?? (request.HasJsonContentType() && request.Headers.ContentEncoding.Count == 0 ? null : GateErrors.MediaType())
            ?? JsonScan.Check(body.Written);
        if (fault is not null)
        {
            await Answer.Problem(fault).ExecuteAsync(httpContext);
            return;
        }

        var sent = request.Body;
        using var read = new MemoryStream(body.Written.ToArray(), writable: false);
        httpContext.Features.Set(new McpTurn(request.Caller(), client));
        request.Body = read;
        try
        {
            await handler(httpContext);
        }
        finally
        {
            request.Body = sent;
        }
    }
}
