using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Mcp;

/// <summary>Reads a message as strictly as any other body, then leaves it to the SDK.</summary>
internal sealed class McpAnswer(RequestDelegate handler, DurableTaskClient client) : IResult
{
    private const int InvalidParams = -32602;

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
        catch (JsonException) when (!httpContext.Response.HasStarted)
        {
            // The SDK reads some parameters outside its own handling of errors.
            await RefuseAsync(httpContext, body.Written);
        }
        finally
        {
            request.Body = sent;
        }
    }

    private static async Task RefuseAsync(HttpContext context, ReadOnlyMemory<byte> message)
    {
        using var sent = JsonDocument.Parse(message);
        var answer = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = sent.RootElement.TryGetProperty("id", out var id) ? JsonNode.Parse(id.GetRawText()) : null,
            ["error"] = new JsonObject { ["code"] = InvalidParams, ["message"] = "The params are not what this method takes." },
        };
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.ToJsonString(), context.RequestAborted);
    }
}
