using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Operators;

/// <summary>How the whole service is, for its operators.</summary>
public sealed class OverviewFunctions(Overview overview)
{
    /// <summary>Instances, queues, failures, stores, background work.</summary>
    [Function("Operator_Overview")]
    [Access(Access.Operator)]
    [Operation("How the whole service is: its instances with their load, what waits, what failed in the last hour, its stores and its background work.")]
    [Gives(200, typeof(OverviewAnswer))]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/operator/overview")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) =>
        Answer.Ok(await overview.LookAsync(client, cancellationToken), OperatorsApiJson.Default.OverviewAnswer);
}
