using HiveFlow.Functions.Composition;
using HiveFlow.Host.Functions;
using HiveFlow.Host.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Host.Tests.Routes;

/// <summary>HiveFlow's own routes, matched as the Functions host does it and as ASP.NET does it.</summary>
public sealed class HiveFlowRoutesTests : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly IReadOnlyList<HttpRoute> routes;
    private readonly StartupFaults faults = new();
    private readonly RequestDelegate pipeline;
    private string? called;

    public HiveFlowRoutesTests()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        application = builder.Build();
        var resolver = application.Services.GetRequiredService<IInlineConstraintResolver>();
        routes = [.. FunctionCatalog.Of(typeof(HiveFlowServices).Assembly.GetTypes(), faults)
            .Where(function => function.Kind == TriggerKind.Http)
            .Select(function => HttpRules.Read(function, resolver, faults)!)];
        RouteRules.Check(routes, faults);
        new HttpFunctions(routes, new FunctionPipeline(context =>
        {
            called = context.FunctionDefinition.Name;
            return Task.CompletedTask;
        }), CancellationToken.None).Map(application);
        pipeline = ((IApplicationBuilder)application).Build();
    }

    [Fact]
    public void No_route_breaks_a_rule() => Assert.Empty(faults.All);

    [Fact]
    public async Task Samples_of_every_pair_of_routes_reach_the_same_function_by_both_rules()
    {
        var own = routes.SelectMany(RouteSamples.Of);
        var shared = routes.SelectMany(a => routes.Where(b => b != a).SelectMany(b => RouteSamples.Shared(a, b)));
        string[] paths = [.. own.Concat(shared), "/", "/api", "/nothing/here", "/API/HEALTH", "/api/health/"];
        var methods = routes.SelectMany(route => route.Methods).Distinct().ToList();
        var checks = 0;
        foreach (var path in paths.Distinct())
        {
            foreach (var method in methods)
            {
                Assert.Equal((method, path, ByHost(method, path)), (method, path, await ByAspNetAsync(method, path)));
                checks++;
            }
        }

        Assert.True(checks > routes.Count * 4, $"{checks} checks of {routes.Count} routes");
    }

    [Fact]
    public async Task Every_route_is_reached_by_its_own_samples()
    {
        foreach (var route in routes.Where(route => !route.IsCatchAll))
        {
            var path = RouteSamples.Of(route).First();
            Assert.Equal(route.Function.Name, await ByAspNetAsync(route.Methods[0], path));
        }
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    /// <summary>The first match in the order of names, the method being one of the constraints.</summary>
    private string? ByHost(string method, string path) =>
        routes.FirstOrDefault(route => route.Methods.Contains(method) && route.Matches(path))?.Function.Name;

    private async Task<string?> ByAspNetAsync(string method, string path)
    {
        called = null;
        await pipeline(new DefaultHttpContext
        {
            RequestServices = application.Services,
            Request = { Method = method, Path = path },
        });
        return called;
    }
}
