using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Callers;
using HiveFlow.Metering.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Telemetry;

/// <summary>This instance's metrics.</summary>
public sealed class MetricsFunctions(PrometheusMetrics metrics, MonitorToken token)
{
    /// <summary>In Prometheus' text format, with the monitor token as bearer.</summary>
    [Function("Metrics_Get")]
    [Access(Access.Public, Transport = Transport.Any)]
    [Limit(LimitClasses.Public, IsLocal = true)]
    [Operation("This instance's metrics in Prometheus' text format. Takes the bearer token of `HiveFlow:Telemetry:Token`; without that setting there is no such page.")]
    [Gives(200, typeof(string), ContentType = "text/plain")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/metrics")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (!token.IsSet)
        {
            return Answer.Problem(RequestErrors.NotFound("page"));
        }

        return token.IsIn(request)
            ? new TextAnswer(await metrics.ReadAsync(cancellationToken), PrometheusMetrics.ContentType)
            : Answer.Problem(CredentialErrors.Invalid());
    }
}
