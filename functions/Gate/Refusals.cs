using HiveFlow.Errors;
using HiveFlow.Identity.Callers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>Answers a request that the gate does not let in, and records that (OWASP ASVS 5.0, 16.3).</summary>
public sealed class Refusals(Problems problems, RateLimits limits, ILogger<Refusals> logger)
{
    /// <summary>Answers.</summary>
    internal async Task AnswerAsync(HttpContext http, GateRequest request, Error refusal)
    {
        if (refusal.Code == CredentialErrors.InvalidCode)
        {
            refusal = await limits.CheckRefusedAsync(request) ?? refusal;
        }

        GateLog.Refused(logger, request.RequestId, request.Rule.Name, refusal.Code.Value, request.ClientAddress);
        await problems.WriteAsync(http, refusal);
    }
}
