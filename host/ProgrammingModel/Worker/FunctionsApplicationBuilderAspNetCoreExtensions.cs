using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The ASP.NET Core integration.</summary>
public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    /// <summary>
    /// Lets functions take an <see cref="HttpRequest"/> and return an <see cref="IResult"/> or <see cref="IActionResult"/>.
    /// Middleware added before this sees no request; middleware added after it sees the request, and runs before the result
    /// is written.
    /// </summary>
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Use(static next => context => context is InvocationContext { Request: { } request } invocation
            ? InvokeAndWrite(invocation, request, next)
            : next(context));
        return builder;
    }

    private static async Task InvokeAndWrite(InvocationContext context, HttpContext request, FunctionExecutionDelegate next)
    {
        context.HttpContext = request;
        await next(context).ConfigureAwait(false);
        switch (context.InvocationResult)
        {
            case IResult result:
                await result.ExecuteAsync(request).ConfigureAwait(false);
                break;
            case IActionResult result:
                await result.ExecuteResultAsync(new ActionContext(request, request.GetRouteData(), new ActionDescriptor())).ConfigureAwait(false);
                break;
        }
    }
}
