using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Gate;

/// <summary>The headers of every answer, set at the beginning and again when a failure has cleared the answer.</summary>
public sealed class StandingHeaders(IHostEnvironment environment)
{
    private readonly bool isProduction = environment.IsProduction();

    /// <summary>Sets them, as far as the gate knows the request by now.</summary>
    internal void Set(HttpContext http, GateRequest request)
    {
        SecurityHeaders.Set(http.Response.Headers, request.RequestId, isProduction);
        CrossOrigin.Mark(http, request);
        request.Limited?.Mark(http.Response.Headers);
    }
}
