using HiveFlow.Errors;
using HiveFlow.Identity.Operators;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Refuses starts and changes while the service is being maintained. Reads go on, as do logins, what people do to their own accounts, the
/// operator's own routes, and whatever only stores what others deliver.
/// </summary>
public sealed class MaintenanceGate(MaintenanceMode mode, TimeProvider clock)
{
    /// <summary>Null lets the request through.</summary>
    internal async ValueTask<Error?> CheckAsync(HttpContext http, GateRequest request) =>
        IsChange(http.Request.Method, request.Rule) && await mode.CurrentAsync(http.RequestAborted) is { } notice
            ? OperatorErrors.Maintenance(notice, clock.GetUtcNow())
            : null;

    private static bool IsChange(string method, FunctionRule rule) =>
        !rule.IsOpenDuringMaintenance
        && rule.Access is Access.Any or Access.Write or Access.Execute or Access.Admin or Access.Owner
        && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method);
}
