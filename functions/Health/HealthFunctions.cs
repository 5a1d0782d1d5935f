using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Health;

/// <summary>Whether this instance serves.</summary>
public sealed class HealthFunctions(TimeProvider clock)
{
    /// <summary>Answers as soon as requests are served, whatever the stores do.</summary>
    [Function("Health_Get")]
    [Access(Access.Public)]
    [Operation("Says whether the service answers.")]
    [Gives(200, typeof(HealthAnswer))]
    public IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/health")] HttpRequest request) =>
        Answer.Ok(new HealthAnswer("ok", clock.GetUtcNow()), HealthJson.Default.HealthAnswer);
}
