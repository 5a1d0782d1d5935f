using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HiveFlow.Runs;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Webhooks;

/// <summary>
/// What a respond node says, as an HTTP answer. Its headers were checked when the node ran; whatever it says, a browser takes the body
/// for a page of nobody's, without scripts.
/// </summary>
internal sealed class FlowReply(RunAnswer answer, JsonElement body) : IResult
{
    private const string Policy = "sandbox; base-uri 'none'; frame-ancestors 'none'";

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = answer.Status;
        response.Headers.ContentSecurityPolicy = Policy;
        foreach (var (name, value) in answer.Headers.Where(header => header.Key != "content-type"))
        {
            response.Headers[name] = value;
        }

        if (body.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            return;
        }

        var isText = body.ValueKind == JsonValueKind.String;
        response.ContentType = TypeOf(answer.Headers.GetValueOrDefault("content-type"), isText);
        if (HttpMethods.IsHead(httpContext.Request.Method))
        {
            return;
        }

        var bytes = isText ? Encoding.UTF8.GetBytes(body.GetString()!) : JsonMarshal.GetRawUtf8Value(body).ToArray();
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, httpContext.RequestAborted);
    }

    private static string TypeOf(string? said, bool isText) => said switch
    {
        null => isText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8",
        _ when said.Contains("charset", StringComparison.OrdinalIgnoreCase) => said,
        _ when said.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || said.EndsWith("json", StringComparison.OrdinalIgnoreCase) => said + "; charset=utf-8",
        _ => said,
    };
}
