using HiveFlow.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Functions.Gate;

/// <summary>A failure as a function's answer.</summary>
internal sealed class ProblemAnswer(Error error) : IResult
{
    /// <summary>What it tells.</summary>
    public Error Error => error;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return httpContext.RequestServices.GetRequiredService<Problems>().WriteAsync(httpContext, error);
    }
}
