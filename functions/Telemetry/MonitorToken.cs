using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Telemetry;

/// <summary>The token of those who watch the service from outside; it opens nothing else.</summary>
public sealed class MonitorToken(IOptions<TelemetryOptions> options)
{
    private const string Scheme = "Bearer ";
    private readonly Secret? token = options.Value.Token;

    /// <summary>Whether there is one at all.</summary>
    public bool IsSet => token is not null;

    /// <summary>Whether the request carries it.</summary>
    public bool IsIn(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return token is not null && request.Headers.Authorization is [{ } given] && given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && token.Matches(given[Scheme.Length..].Trim());
    }
}
