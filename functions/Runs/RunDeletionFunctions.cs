using HiveFlow.Audit;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Runs;
using HiveFlow.Runs.Removal;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace HiveFlow.Functions.Runs;

/// <summary>Ended runs that are not to be kept.</summary>
public sealed class RunDeletionFunctions(RunRemoval removal, RunEraser eraser, AuditLog audit, TimeProvider clock)
{
    // The rest of a large run is removed in the background.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Deletes one.</summary>
    [Function("Runs_Delete")]
    [Access(Access.Write)]
    [Operation("Deletes an ended run with its steps, events, logs, the files it made and its durable history; usage and ledger stay.")]
    [Gives(200, typeof(RunView), Name = "run", AlsoAsData = true)]
    public async Task<IResult> Delete(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/runs/{id}")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        string id,
        CancellationToken cancellationToken)
    {
        var tenant = request.Caller().Tenant;
        var deleted = await removal.BeginAsync(tenant, id, run => [Entry(request, tenant, run)], cancellationToken);
        if (!deleted.IsSuccess)
        {
            return Answer.Problem(deleted.Error);
        }

        try
        {
            await eraser.EraseAsync(client, tenant, id, clock.GetUtcNow() + Patience, cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // It is deleted; the job removes what is left.
        }

        return Answer.Named("run", RunView.Of(deleted.Value), RunsApiJson.Default.RunView, alsoAsData: true);
    }

    private DocumentWrite Entry(HttpRequest request, Tenant tenant, Run run) => audit.Entry(new AuditAct("run.deleted", request.Actor(), tenant)
    {
        TargetType = "run",
        TargetId = run.Id,
        Details = new Dictionary<string, string> { ["flowId"] = run.FlowId, ["status"] = run.Status },
    });
}
