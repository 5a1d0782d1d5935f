using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.Functions.Gate;

/// <summary>Answers a request that the gate does not let in, and records that (OWASP ASVS 5.0, 16.3).</summary>
public sealed class Refusals(Problems problems, ILogger<Refusals> logger)
{
    /// <summary>Answers.</summary>
    internal Task AnswerAsync(HttpContext http, GateRequest request, Error refusal)
    {
        GateLog.Refused(logger, request.RequestId, request.Rule.Name, refusal.Code.Value);
        return problems.WriteAsync(http, refusal);
    }
}
