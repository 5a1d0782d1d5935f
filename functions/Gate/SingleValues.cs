using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Functions.Gate;

/// <summary>
/// Refuses query parameters and headers that stand twice where one is meant (OWASP ASVS 5.0, 15.3.5): two parts of a system may each
/// believe another one.
/// </summary>
internal static class SingleValues
{
    private static readonly string[] Headers =
    [
        "Authorization", "x-api-key", "Idempotency-Key", "X-Organization-Id", "X-Workspace-Id", "Content-Type", "If-Match", "Last-Event-ID",
        "X-CSRF-Token", "X-Session",
    ];

    public static Error? Check(HttpRequest request, FunctionRule rule)
    {
        foreach (var name in Headers)
        {
            if (request.Headers.TryGetValue(name, out var values) && values.Count > 1)
            {
                return RequestErrors.Malformed(name, $"The header {name} is given more than once.");
            }
        }

        // A hook's query is its sender's affair.
        if (!request.QueryString.HasValue || rule.Access == Access.Public)
        {
            return null;
        }

        foreach (var (name, values) in request.Query)
        {
            if (values.Count > 1)
            {
                return RequestErrors.Malformed(Shown(name), $"{Shown(name)} is given more than once.");
            }
        }

        return null;
    }

    private static string Shown(string name) => name.Length <= 100 ? name : name[..100];
}
