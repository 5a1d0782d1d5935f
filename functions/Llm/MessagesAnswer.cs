using System.Globalization;
using HiveFlow.Functions.Gate;
using HiveFlow.Llm.Proxy;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Llm;

/// <summary>
/// The answer to a question for a model. What it costs is held when this is sent and not before, so that nothing stays held for an answer
/// that nobody sends.
/// </summary>
internal sealed class MessagesAnswer(LlmProxy proxy, Tenant tenant, ReadOnlyMemory<byte> question) : IResult
{
    private bool hasBegun;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        var begun = await proxy.BeginAsync(tenant, question, httpContext.RequestAborted);
        if (!begun.IsSuccess)
        {
            await new AnthropicError(begun.Error).ExecuteAsync(httpContext);
            return;
        }

        if (begun.Value.CreditsLeft is { } left)
        {
            response.Headers["X-Credits-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        }

        response.Headers["request-id"] = httpContext.Request.Gate().RequestId;
        var answered = await begun.Value.AnswerAsync((piece, token) => SendAsync(response, piece, token), httpContext.RequestAborted);
        if (!answered.IsSuccess)
        {
            await new AnthropicError(answered.Error).ExecuteAsync(httpContext);
        }
        else if (!hasBegun)
        {
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = answered.Value.Length;
            await response.Body.WriteAsync(answered.Value, httpContext.RequestAborted);
        }
    }

    private async ValueTask SendAsync(HttpResponse response, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (!hasBegun)
        {
            hasBegun = true;
            response.ContentType = "text/event-stream; charset=utf-8";
            response.Headers["X-Accel-Buffering"] = "no";
        }

        await response.Body.WriteAsync(piece, cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }
}
