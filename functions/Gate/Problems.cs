using System.Globalization;
using System.Text.Json;
using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// The one place where an <see cref="Error"/> becomes HTTP: a problem document (RFC 9457) with the members that public clients
/// read beside it.
/// </summary>
public sealed class Problems(IOptions<GateOptions> options)
{
    private const string ContentType = "application/problem+json; charset=utf-8";
    private readonly string docs = options.Value.ErrorDocs.AbsoluteUri;
    private readonly Uri address = options.Value.PublicUrl;

    /// <summary>Sends the failure, in the function's own form where it has one. Nothing may have been sent before.</summary>
    public async Task WriteAsync(HttpContext context, Error error)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(error);

        // The server reads what is left of such a body for some seconds and then cuts the connection: another request on it would be lost with
        // it, so the client is told to use another one (RFC 9110, 15.5.14).
        if (error.Code.Kind == ErrorKind.TooLarge && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        if (context.Features.Get<GateRequest>()?.Rule.Refusal?.Of(error) is { } ownForm)
        {
            await ownForm.ExecuteAsync(context);
            return;
        }

        var response = context.Response;
        var status = (int)error.Code.Kind;
        response.StatusCode = status;
        response.ContentType = ContentType;
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Code.Kind == ErrorKind.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = Challenge(context.Features.Get<GateRequest>()?.Rule.Resource);
        }

        using var body = new PooledBuffer();
        Write(body, context.Request, error, status);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await response.Body.WriteAsync(body.Written, context.RequestAborted);
        }
    }

    private string Challenge(string? resource)
    {
        const string Plain = "Bearer realm=\"hiveflow\"";
        return resource is null ? Plain : $"{Plain}, resource_metadata=\"{new Uri(address, "/.well-known/oauth-protected-resource" + resource)}\"";
    }

    private void Write(PooledBuffer body, HttpRequest request, Error error, int status)
    {
        // The instance is the request's name and not its path: paths can hold a webhook's token.
        var requestId = request.HttpContext.Features.Get<GateRequest>()?.RequestId ?? request.HttpContext.TraceIdentifier;
        var writer = JsonText.Rent(body);
        writer.WriteStartObject();
        writer.WriteString("type"u8, docs + error.Code.Value);
        writer.WriteString("title"u8, ReasonPhrases.GetReasonPhrase(status));
        writer.WriteNumber("status"u8, status);
        writer.WriteString("detail"u8, error.Message);
        writer.WriteString("instance"u8, "urn:hiveflow:request:" + requestId);
        writer.WriteString("code"u8, error.Code.Value);
        writer.WriteString("traceId"u8, RequestIds.Trace(request.Headers) ?? requestId);
        writer.WriteBoolean("success"u8, false);
        writer.WriteString("error"u8, error.Message);
        writer.WriteString("message"u8, error.Message);
        if (error.Fields.Count > 0)
        {
            WriteFields(writer, error);
        }

        writer.WriteEndObject();
        JsonText.Return(writer);
    }

    private static void WriteFields(Utf8JsonWriter writer, Error error)
    {
        writer.WriteStartObject("errors"u8);
        foreach (var (field, sentences) in error.Fields)
        {
            writer.WriteStartArray(field);
            foreach (var sentence in sentences)
            {
                writer.WriteStringValue(sentence);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
