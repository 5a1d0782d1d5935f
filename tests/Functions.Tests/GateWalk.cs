using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace HiveFlow.Functions.Tests;

/// <summary>
/// Lets a walk ask the gate about every route without doing what the routes do: a request that says so is answered where the
/// function would begin.
/// </summary>
internal static class GateWalk
{
    /// <summary>What the gate let through.</summary>
    public const int Passed = 299;

    /// <summary>The header that says so.</summary>
    public static readonly (string Name, string Value) Stop = ("X-Test-Stop", "behind the gate");

    /// <summary>Composes the stop, after the gate.</summary>
    public static void StopBehindTheGate(FunctionsApplicationBuilder builder) => builder.UseMiddleware((context, next) =>
    {
        if (context.GetHttpContext()?.Request.Headers.ContainsKey(Stop.Name) != true)
        {
            return next();
        }

        context.GetInvocationResult().Value = Results.StatusCode(Passed);
        return Task.CompletedTask;
    });
}
