using System.Collections.Concurrent;
using HiveFlow.Audit;
using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using HiveFlow.Storage.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Answers a request that the gate does not let in, logs it, and puts what a known caller was forbidden into the audit log (OWASP ASVS 5.0,
/// 16.3): once a minute for each caller, function and reason, so that nobody fills the log by asking.
/// </summary>
public sealed class Refusals(
    Problems problems, RateLimits limits, AuditLog audit, GateMeter meter, TimeProvider clock, ILogger<Refusals> logger)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan Once = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Who, string Function, string Code), DateTimeOffset> recorded = new();

    /// <summary>Answers.</summary>
    internal async Task AnswerAsync(HttpContext http, GateRequest request, Error refusal)
    {
        if (refusal.Code == CredentialErrors.InvalidCode)
        {
            refusal = await limits.CheckRefusedAsync(request) ?? refusal;
        }

        var code = refusal.Code.Value;
        GateLog.Refused(logger, request.RequestId, request.Rule.Name, code, request.ClientAddress);
        meter.Refused(request.Rule.Name, code);
        await problems.WriteAsync(http, refusal);
        if (request.Caller is { } caller && refusal.Code.Kind == ErrorKind.Forbidden && IsNew(caller, request.Rule.Name, code))
        {
            await RecordAsync(http.Request, caller, request, code);
        }
    }

    private bool IsNew(Caller caller, string function, string code)
    {
        var now = clock.GetUtcNow();
        var name = (caller.KeyId ?? caller.UserId.ToString(), function, code);
        if (recorded.TryGetValue(name, out var at) && now - at < Once)
        {
            return false;
        }

        if (recorded.Count >= MaxRemembered)
        {
            recorded.Clear();
        }

        recorded[name] = now;
        return true;
    }

    private async Task RecordAsync(HttpRequest http, Caller caller, GateRequest request, string code)
    {
        var act = new AuditAct("request.refused", http.Actor(), caller.Tenant)
        {
            IsRefused = true,
            Details = new Dictionary<string, string> { ["function"] = request.Rule.Name, ["code"] = code },
        };
        try
        {
            await audit.RecordAsync(act, CancellationToken.None);
        }
        catch (StoreUnavailableException exception)
        {
            // The answer is on its way already, and the log line above says the same.
            GateLog.NotRecorded(logger, exception, request.RequestId);
        }
    }
}
