using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Functions.Telemetry;
using HiveFlow.Metering.Limits;
using HiveFlow.Metering.Load;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Health;

/// <summary>Whether this instance serves, and whether it can work. Who asks without a token learns no more than that.</summary>
public sealed class HealthFunctions(Dependencies dependencies, MonitorToken token, LoadWatch load, TimeProvider clock)
{
    /// <summary>Answers as soon as requests are served, whatever the stores do.</summary>
    [Function("Health_Get")]
    [Access(Access.Public, Transport = Transport.Any)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("Says whether the service answers.")]
    [Gives(200, typeof(HealthAnswer))]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request) =>
        Answer.Ok(new HealthAnswer("ok", clock.GetUtcNow()), HealthJson.Default.HealthAnswer);

    /// <summary>Answers 200 when what it cannot work without answers; 503 otherwise. Details go to those with the monitor token.</summary>
    [Function("Health_Ready")]
    [Access(Access.Public, Transport = Transport.Any)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation(
        "Says whether the service can work: whether its documents and its durable engine answer.",
        Description = "`degraded` where files or Redis are away: reads go on. With the bearer token of `HiveFlow:Telemetry:Token` each dependency is named with its latency, and the instance's load.")]
    [Gives(200, typeof(HealthAnswer))]
    [Gives(503, typeof(HealthAnswer))]
    public async Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/ready")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var states = await dependencies.AskAsync(client, cancellationToken);
        var isDetailed = token.IsIn(request);
        var away = states.Where(s => s.Status == "away").ToList();
        if (!isDetailed && away.Any(s => s.IsNeeded))
        {
            return Answer.Problem(RequestErrors.Unavailable("Something this service cannot work without does not answer.", Dependencies.Patience));
        }

        var status = away.Count == 0 ? "ready" : away.Any(s => s.IsNeeded) ? "away" : "degraded";
        return Answer.Ok(
            new HealthAnswer(status, clock.GetUtcNow()) { Dependencies = isDetailed ? states : null, Load = isDetailed ? load.Read() : null },
            HealthJson.Default.HealthAnswer,
            status == "away" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
