using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using HiveFlow.Identity.Operators;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Operators;

/// <summary>Begins and ends the maintenance of the service.</summary>
public sealed class MaintenanceModeFunctions(MaintenanceMode mode)
{
    private const string Route = "api/operator/maintenance";

    /// <summary>How it stands.</summary>
    [Function("Operator_GetMaintenance")]
    [Access(Access.Operator)]
    [Operation("Says whether the service is being maintained.")]
    [Gives(200, typeof(MaintenanceView), Name = "maintenance")]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Route)] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Shown(await mode.CurrentAsync(cancellationToken));
    }

    /// <summary>Begins it.</summary>
    [Function("Operator_BeginMaintenance")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Begins maintenance, or says something else: starts and changes are refused, reads and what runs go on, deliveries are stored and started later.")]
    [Takes(typeof(MaintenanceRequest))]
    [Gives(200, typeof(MaintenanceView), Name = "maintenance")]
    public async Task<IResult> Begin(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = Route)] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(OperatorsApiJson.Default.MaintenanceRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var begun = await mode.BeginAsync(body.Value.Message, body.Value.Until, request.Actor(), cancellationToken);
        return begun.IsSuccess ? Shown(begun.Value) : Answer.Problem(begun.Error);
    }

    /// <summary>Ends it.</summary>
    [Function("Operator_EndMaintenance")]
    [Access(Access.Operator)]
    [Fresh]
    [Operation("Ends maintenance; what was put off begins within a minute.")]
    [Gives(200, typeof(MaintenanceView), Name = "maintenance")]
    public async Task<IResult> End(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = Route)] HttpRequest request, CancellationToken cancellationToken)
    {
        await mode.EndAsync(request.Actor(), cancellationToken);
        return Shown(null);
    }

    private static JsonAnswer Shown(MaintenanceNotice? notice) => Answer.Named("maintenance", MaintenanceView.Of(notice), OperatorsApiJson.Default.MaintenanceView);
}
