using System.Text.Json.Nodes;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Llm.Proxy;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Llm;

/// <summary>The operator's models for callers who pay by credits, in the form of Anthropic's Messages API.</summary>
public sealed class LlmProxyFunctions(LlmProxy proxy)
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>Asks a model.</summary>
    [Function("Llm_Messages")]
    [Access(Access.Execute, MaxBodyBytes = MaxBytes)]
    [Limit(LimitClasses.Llm, IsStrict = true)]
    [AnthropicRefusal]
    [Operation(
        "Asks a model, in and out in the form of Anthropic's Messages API, paid by credits.",
        Description = "`stream: true` answers as events. Failures have Anthropic's form, `{type: \"error\", error: {type, message}}`; out of credits is `billing_error`.")]
    [TakesContent("application/json")]
    [Gives(200, typeof(JsonObject), ContentType = "application/json")]
    public async Task<IResult> Messages(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/cli/llm/v1/messages")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new PooledBuffer(checked((int)Math.Min(request.ContentLength + 1 ?? 64 * 1024, MaxBytes + 1)));
        if (await JsonBody.FillAsync(request, body, cancellationToken) is { } fault)
        {
            return new AnthropicError(fault);
        }

        return new MessagesAnswer(proxy, request.Caller().Tenant, body.Written.ToArray());
    }
}
