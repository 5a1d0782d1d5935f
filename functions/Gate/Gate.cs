using HiveFlow.Errors;
using HiveFlow.Runs.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// What every HTTP request passes, one step after another as <see cref="AdmitAsync"/> lists them; then the function; then its answer,
/// sent here, so that a failure on the way still becomes a problem document. No exception leaves.
/// </summary>
public sealed class Gate(
    FunctionTable table,
    TrustedProxies proxies,
    StandingHeaders standing,
    Draining draining,
    SecureTransport transport,
    CrossOrigin origins,
    Authentication authentication,
    FlowBounds flowBounds,
    MaintenanceGate maintenance,
    RateLimits limits,
    Idempotency idempotency,
    Refusals refusals,
    Failures failures,
    GateMeter meter,
    TimeProvider clock,
    ILogger<Gate> logger) : IFunctionsWorkerMiddleware
{
    /// <inheritdoc/>
    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.GetHttpContext()
            ?? throw new InvalidOperationException("The gate stands before HTTP functions, after ConfigureFunctionsWebApplication().");
        var name = context.FunctionDefinition.Name;
        if (!table.TryGet(name, out var rule))
        {
            throw new InvalidOperationException($"The function {name} has no access rule.");
        }

        var began = clock.GetTimestamp();
        var request = Begin(http, rule);
        using var span = GateTraces.Begin(http, rule);
        using var scope = logger.BeginScope(new LogContext(RequestIds.Trace(http.Request.Headers) ?? request.RequestId));
        try
        {
            if (await AdmitAsync(http, request) is { } refusal)
            {
                await refusals.AnswerAsync(http, request, refusal);
                return;
            }

            await idempotency.RunAsync(context, http, request, next);
            await SendAsync(context, http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone: there is nobody to answer.
        }
        catch (Exception exception)
        {
            await failures.AnswerAsync(http, request, exception);
        }
        finally
        {
            // The worker would execute what is left here a second time, after the gate.
            context.GetInvocationResult().Value = null;
            GateTraces.End(span, http.Response.StatusCode);
            meter.Answered(name, http.Response.StatusCode, clock.GetElapsedTime(began));
        }
    }

    private GateRequest Begin(HttpContext http, FunctionRule rule)
    {
        var (address, isHttps) = proxies.Resolve(http);
        var request = new GateRequest(rule, RequestIds.Of(http.Request.Headers)) { ClientAddress = address, IsHttps = isHttps };
        http.Features.Set(request);
        standing.Set(http, request);
        return request;
    }

    private async ValueTask<Error?> AdmitAsync(HttpContext http, GateRequest request) =>
        draining.Check(request)
        ?? transport.Check(http, request)
        ?? BodyLimit.Check(http, request.Rule)
        ?? await origins.CheckAsync(http, request)
        ?? SingleValues.Check(http.Request, request.Rule)
        ?? await authentication.CheckAsync(http, request)
        ?? await limits.CheckAsync(http, request)
        ?? CrossOrigin.CheckCaller(http, request)
        ?? AccessRules.Check(request, clock.GetUtcNow())
        ?? await flowBounds.CheckAsync(http, request)
        ?? await maintenance.CheckAsync(http, request);

    private static Task SendAsync(FunctionContext context, HttpContext http) => context.GetInvocationResult().Value switch
    {
        IResult answer => answer.ExecuteAsync(http),
        null => Task.CompletedTask,
        var other => throw new InvalidOperationException($"{context.FunctionDefinition.Name} returned a {other.GetType().Name}, not an IResult."),
    };
}
