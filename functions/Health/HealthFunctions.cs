using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Metering.Limits;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Health;

/// <summary>Whether this instance serves, and whether it can work. Who asks learns no more than that.</summary>
public sealed class HealthFunctions(IDocumentStore store, TimeProvider clock)
{
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Answers as soon as requests are served, whatever the stores do.</summary>
    [Function("Health_Get")]
    [Access(Access.Public, Transport = Transport.Any)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says whether the service answers.")]
    [Gives(200, typeof(HealthAnswer))]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request) =>
        Answer.Ok(new HealthAnswer("ok", clock.GetUtcNow()), HealthJson.Default.HealthAnswer);

    /// <summary>Answers when the document store does; 503 otherwise.</summary>
    [Function("Health_Ready")]
    [Access(Access.Public, Transport = Transport.Any)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says whether the service can work: whether its document store answers.")]
    [Gives(200, typeof(HealthAnswer))]
    public async Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ready")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(ReadyTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await store.GetAsync(ReadyProbe.Collection, Tenant.System, "probe", either.Token);
            return Answer.Ok(new HealthAnswer("ready", clock.GetUtcNow()), HealthJson.Default.HealthAnswer);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            return Answer.Problem(RequestErrors.Unavailable("The document store does not answer.", ReadyTimeout));
        }
    }
}
