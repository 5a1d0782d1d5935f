using System.Text.Json;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using ModelContextProtocol.Protocol;

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

        if (IsUnfitCall(body.Written))
        {
            await RefuseAsync(httpContext, body.Written);
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

    // The SDK takes such a call for a fault of its own (-32603).
    private static bool IsUnfitCall(ReadOnlyMemory<byte> message)
    {
        using var sent = JsonDocument.Parse(message);
        return sent.RootElement is { ValueKind: JsonValueKind.Object } call
            && call.TryGetProperty("id", out _)
            && call.TryGetProperty("method", out var method) && method.ValueKind == JsonValueKind.String && method.ValueEquals(RequestMethods.ToolsCall)
            && !(call.TryGetProperty("params", out var given) && given.ValueKind == JsonValueKind.Object
                && given.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
                && (!given.TryGetProperty("arguments", out var arguments) || arguments.ValueKind is JsonValueKind.Object or JsonValueKind.Null));
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
