using System.Globalization;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Llm;

/// <summary>A failure as Anthropic's API tells one (https://docs.anthropic.com/en/api/errors).</summary>
internal sealed class AnthropicError(Error error) : IResult
{
    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = (int)error.Code.Kind;
        response.ContentType = "application/json; charset=utf-8";
        // Its form has no place for our own code, which the pages of docs/errors are called by.
        response.Headers["X-Error-Code"] = error.Code.Value;
        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Code.Kind == ErrorKind.Unauthenticated)
        {
            response.Headers.WWWAuthenticate = "Bearer realm=\"hiveflow\"";
        }

        using var body = new PooledBuffer();
        var writer = JsonText.Rent(body);
        writer.WriteStartObject();
        writer.WriteString("type"u8, "error"u8);
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, TypeOf(error.Code.Kind));
        writer.WriteString("message"u8, error.Message);
        writer.WriteEndObject();
        writer.WriteEndObject();
        JsonText.Return(writer);
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(body.Written, httpContext.RequestAborted);
        }
    }

    private static string TypeOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Unauthenticated => "authentication_error",
        ErrorKind.OutOfCredits => "billing_error",
        ErrorKind.Forbidden => "permission_error",
        ErrorKind.NotFound => "not_found_error",
        ErrorKind.TooLarge => "request_too_large",
        ErrorKind.RateLimited => "rate_limit_error",
        ErrorKind.Unavailable => "overloaded_error",
        ErrorKind.Internal => "api_error",
        _ => "invalid_request_error",
    };
}
