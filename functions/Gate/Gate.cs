using System.Collections.Frozen;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// What every HTTP request passes, in this order: name, headers, size, origin, credential, access rule, workspace; then the
/// function; then its answer, sent here, so that a failure on the way still becomes a problem document. No exception leaves.
/// </summary>
public sealed class Gate(
    FunctionTable table,
    TrustedProxies proxies,
    Origins origins,
    Authenticator authenticator,
    Problems problems,
    FirstAnswers firstAnswers,
    IEnumerable<Outage> outages,
    IHostEnvironment environment,
    TimeProvider clock,
    ILogger<Gate> logger) : IFunctionsWorkerMiddleware
{
    private const int ServerSlackBytes = 64 * 1024;
    private readonly FrozenDictionary<Type, Error> errorsOfOutages =
        outages.DistinctBy(o => o.Exception).ToFrozenDictionary(o => o.Exception, o => o.Error);

    private readonly bool isProduction = environment.IsProduction();

    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.GetHttpContext()
            ?? throw new InvalidOperationException("The gate stands before HTTP functions, after ConfigureFunctionsWebApplication().");
        var requestId = RequestIds.Of(http.Request.Headers);
        SecurityHeaders.Set(http.Response.Headers, requestId, isProduction);
        try
        {
            if (await AdmitAsync(context, http, requestId) is { } refusal)
            {
                await problems.WriteAsync(http, refusal);
                return;
            }

            if (http.Features.Get<GateRequest>()!.Rule.Idempotent is { } idempotent)
            {
                await RunOnceAsync(context, http, idempotent, next);
                return;
            }

            await next(context);
            await SendAsync(context, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: there is nobody to answer.
        }
        catch (Exception exception)
        {
            await FailAsync(context, http, requestId, exception);
        }
        finally
        {
            // The worker would execute what is left here a second time, after the gate.
            context.GetInvocationResult().Value = null;
        }
    }

    private ValueTask<Error?> AdmitAsync(FunctionContext context, HttpContext http, string requestId)
    {
        if (!table.TryGet(context.FunctionDefinition.Name, out var rule))
        {
            throw new InvalidOperationException($"The function {context.FunctionDefinition.Name} has no access rule.");
        }

        var (address, isHttps) = proxies.Resolve(http);
        var request = new GateRequest(rule, requestId) { ClientAddress = address, IsHttps = isHttps };
        http.Features.Set(request);
        if (LimitBody(http, rule) is { } tooLarge)
        {
            return new(tooLarge);
        }

        if (rule.Access == Access.Public)
        {
            return default;
        }

        if (!origins.Allows(http.Request.Headers))
        {
            return new(GateErrors.OriginForbidden());
        }

        return rule.Access == Access.Anonymous ? default : AuthenticateAsync(http, request);
    }

    private static Error? LimitBody(HttpContext http, FunctionRule rule)
    {
        if (http.Request.ContentLength is { } length)
        {
            if (length > rule.MaxBodyBytes)
            {
                return GateErrors.BodyTooLarge(rule.MaxBodyBytes);
            }
        }
        else if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
        {
            // Readers count a chunked body themselves. The server stops a little later: when it does, it cuts the connection, and
            // a client that is still sending would not hear why.
            feature.MaxRequestBodySize = rule.MaxBodyBytes + ServerSlackBytes;
        }

        return null;
    }

    private ValueTask<Error?> AuthenticateAsync(HttpContext http, GateRequest request)
    {
        var headers = http.Request.Headers;
        if (RequestCredential.Find(headers, out var credential) is { } malformed)
        {
            return new(malformed);
        }

        if (credential is null)
        {
            return new(GateErrors.CredentialMissing());
        }

        var organization = headers["X-Organization-Id"];
        if (organization.Count > 1)
        {
            return new(RequestErrors.Malformed("The request names several organizations."));
        }

        var asked = organization.Count == 1 && organization[0] is { Length: > 0 } id ? id : null;
        var pending = authenticator.AuthenticateAsync(credential, request.ClientAddress, asked, http.RequestAborted);
        return pending.IsCompletedSuccessfully
            ? new(Settle(headers, request, pending.Result))
            : SettleAsync(pending, headers, request);
    }

    private async ValueTask<Error?> SettleAsync(ValueTask<Result<Caller>> pending, IHeaderDictionary headers, GateRequest request) =>
        Settle(headers, request, await pending);

    private Error? Settle(IHeaderDictionary headers, GateRequest request, Result<Caller> result)
    {
        if (!result.IsSuccess)
        {
            GateLog.Refused(logger, request.RequestId, request.Rule.Name, result.Error.Code.Value);
            return result.Error;
        }

        var caller = result.Value;
        var workspace = headers["X-Workspace-Id"];
        if (workspace.Count > 1 || (workspace.Count == 1 && workspace[0] is { Length: > 0 } id && id != caller.WorkspaceId.ToString()))
        {
            return GateErrors.WorkspaceForbidden();
        }

        if ((AccessRules.Check(request.Rule.Access, caller) ?? AccessRules.CheckFresh(request.Rule, caller, clock.GetUtcNow())) is { } refusal)
        {
            GateLog.Refused(logger, request.RequestId, request.Rule.Name, refusal.Code.Value);
            return refusal;
        }

        request.Caller = caller;
        return null;
    }

    private async Task RunOnceAsync(FunctionContext context, HttpContext http, IdempotentAttribute rule, FunctionExecutionDelegate next)
    {
        var key = IdempotencyKey.Read(http.Request.Headers);
        if (!key.IsSuccess)
        {
            await problems.WriteAsync(http, key.Error);
            return;
        }

        if (key.Value.Key is not { } text)
        {
            await next(context);
            await SendAsync(context, http);
            return;
        }

        var begun = await firstAnswers.BeginAsync(http.Request, rule, text, http.RequestAborted);
        if (!begun.IsSuccess)
        {
            await problems.WriteAsync(http, begun.Error);
        }
        else if (begun.Value.First is { } first)
        {
            await first.ExecuteAsync(http);
        }
        else
        {
            await RunTurnAsync(context, begun.Value.Turn!, next);
            await SendAsync(context, http);
        }
    }

    private async Task RunTurnAsync(FunctionContext context, IdempotentTurn turn, FunctionExecutionDelegate next)
    {
        try
        {
            await next(context);
        }
        catch
        {
            await firstAnswers.EndAsync(turn, result: null);
            throw;
        }

        await firstAnswers.EndAsync(turn, context.GetInvocationResult().Value);
    }

    private static Task SendAsync(FunctionContext context, HttpContext http) => context.GetInvocationResult().Value switch
    {
        IResult answer => answer.ExecuteAsync(http),
        null => Task.CompletedTask,
        var other => throw new InvalidOperationException($"{context.FunctionDefinition.Name} returned a {other.GetType().Name}, not an IResult."),
    };

    private async Task FailAsync(FunctionContext context, HttpContext http, string requestId, Exception exception)
    {
        var error = ErrorOf(http, exception);
        if (error.Code.Kind is ErrorKind.Internal or ErrorKind.Unavailable)
        {
            GateLog.Failed(logger, exception, requestId, context.FunctionDefinition.Name);
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        http.Response.Clear();
        SecurityHeaders.Set(http.Response.Headers, requestId, isProduction);
        try
        {
            await problems.WriteAsync(http, error);
        }
        catch (Exception second) when (second is IOException or OperationCanceledException)
        {
            http.Abort();
        }
    }

    private Error ErrorOf(HttpContext http, Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
            GateErrors.BodyTooLarge(http.Features.Get<GateRequest>()?.Rule.MaxBodyBytes ?? 0),
        BadHttpRequestException => RequestErrors.Malformed("The request could not be read to its end."),
        InvalidCursorException => RequestErrors.Malformed("cursor", "The cursor is not one of this list."),
        _ => errorsOfOutages.GetValueOrDefault(exception.GetType()) ?? RequestErrors.Internal(),
    };
}
