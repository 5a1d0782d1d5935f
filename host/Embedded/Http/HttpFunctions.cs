using HiveFlow.Host.Functions;

namespace HiveFlow.Host.Http;

/// <summary>
/// Puts the HTTP functions on Kestrel. ASP.NET's matcher finds the function; whatever it finds none for, unknown methods
/// included, goes to <c>zz_Unmatched</c>.
/// </summary>
/// <param name="routes">The routes by name of function.</param>
/// <param name="pipeline">What runs around every function.</param>
/// <param name="stopping">Fires when the host begins to stop.</param>
internal sealed class HttpFunctions(IReadOnlyList<HttpRoute> routes, FunctionPipeline pipeline, CancellationToken stopping)
{
    private const string FallbackName = "zz_Unmatched";

    /// <summary>Adds routing and the functions to the application.</summary>
    public void Map(IApplicationBuilder application)
    {
        application.Use(RefuseTwoLengths);
        application.UseWebSockets();
        application.UseRouting();
        ((IEndpointRouteBuilder)application).DataSources.Add(new DefaultEndpointDataSource(routes.Select(Endpoint)));
        var fallback = routes.FirstOrDefault(route => route.Function.Name == FallbackName)?.Function;
        application.Run(http => http.GetEndpoint()?.Metadata.GetMetadata<HostedFunction>() is { } function
            ? RunAsync(function, http)
            : Unmatched(fallback, http));
    }

    // RFC 9112, 6.1: a request with both lengths is a smuggling attempt or a broken client. Kestrel moves the Content-Length aside
    // and closes the connection afterwards; we don't run anything for it either.
    private static RequestDelegate RefuseTwoLengths(RequestDelegate next) => http =>
    {
        var headers = http.Request.Headers;
        if (headers.TransferEncoding.Count == 0 || !headers.ContainsKey("X-Content-Length"))
        {
            return next(http);
        }

        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    };

    private RouteEndpoint Endpoint(HttpRoute route)
    {
        var builder = new RouteEndpointBuilder(http => RunAsync(route.Function, http), route.Pattern, order: 0)
        {
            DisplayName = route.Function.Name,
        };
        builder.Metadata.Add(new HttpMethodMetadata(route.Methods));
        builder.Metadata.Add(route.Function);
        return (RouteEndpoint)builder.Build();
    }

    private Task Unmatched(HostedFunction? fallback, HttpContext http)
    {
        if (fallback is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        http.Request.RouteValues = new RouteValueDictionary { ["path"] = http.Request.Path.Value?.TrimStart('/') };
        return RunAsync(fallback, http);
    }

    private Task RunAsync(HostedFunction function, HttpContext http) =>
        http.Request.Headers.Accept is ["text/event-stream"]
            ? StreamAsync(function, http)
            : pipeline.RunAsync(Invocation.ByRequest(function, http));

    // A stream may last for minutes, and its client comes back by itself: it must not hold up a stop.
    private async Task StreamAsync(HostedFunction function, HttpContext http)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        http.RequestAborted = either.Token;
        await pipeline.RunAsync(Invocation.ByRequest(function, http));
    }
}
