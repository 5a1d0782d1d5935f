using HiveFlow.Audit;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Flows;

/// <summary>What the audit log is told of flows.</summary>
internal static class FlowActs
{
    /// <summary>The act of a request's caller upon a flow.</summary>
    public static AuditAct Of(string action, HttpRequest request, string flowId) =>
        new(action, request.Actor(), request.Caller().Tenant) { TargetType = "flow", TargetId = flowId };
}
