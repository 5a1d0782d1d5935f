using HiveFlow.Host.Functions;
using HiveFlow.Host.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Host.Tests.Routes;

public sealed class RouteRulesTests
{
    [Fact]
    public void Routes_that_lie_apart_have_no_fault() => Assert.Empty(FaultsOf(typeof(Apart)));

    [Fact]
    public void A_literal_beside_an_open_parameter_is_refused()
    {
        var fault = Assert.Single(FaultsOf(typeof(Overlapping)));
        Assert.Contains("GET /api/things/special", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_constraint_on_the_parameter_sets_the_routes_apart() => Assert.Empty(FaultsOf(typeof(Constrained)));

    [Fact]
    public void A_catch_all_may_overlap_when_it_comes_last_by_name() => Assert.Empty(FaultsOf(typeof(Fallback)));

    [Fact]
    public void A_catch_all_that_comes_first_by_name_is_refused() =>
        Assert.Contains("takes the first by name", Assert.Single(FaultsOf(typeof(GreedyFirst))), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(AdminRoute), "'admin' or 'runtime'")]
    [InlineData(typeof(RuntimeRoute), "'admin' or 'runtime'")]
    [InlineData(typeof(EmptyRoute), "must have a route")]
    [InlineData(typeof(NoRoute), "must have a route")]
    [InlineData(typeof(WarmupRoute), "api/warmup")]
    [InlineData(typeof(SlashRoute), "without '/'")]
    [InlineData(typeof(BrokenRoute), "cannot be read")]
    [InlineData(typeof(UnknownConstraint), "cannot be read")]
    [InlineData(typeof(TwoPartSegment), "one literal or one parameter")]
    [InlineData(typeof(NoMethods), "name its methods")]
    [InlineData(typeof(FunctionLevel), "must be Anonymous")]
    [InlineData(typeof(QueryParameter), "query or the body")]
    [InlineData(typeof(UnconstrainedNumber), "constraint of its type")]
    [InlineData(typeof(StrangeParameter), "cannot be read from a route")]
    [InlineData(typeof(StringResult), "IResult or IActionResult")]
    [InlineData(typeof(NotARequest), "must be an HttpRequest")]
    public void What_the_Functions_host_would_not_take_as_meant_is_refused(Type type, string sentence) =>
        Assert.Contains(FaultsOf(type), fault => fault.Contains(sentence, StringComparison.Ordinal));

    [Fact]
    public void Parameters_of_the_route_the_context_a_token_and_a_durable_client_are_taken() => Assert.Empty(FaultsOf(typeof(Everything)));

    private static IReadOnlyList<string> FaultsOf(Type type)
    {
        var faults = new StartupFaults();
        var functions = FunctionCatalog.Of([type], faults);
        using var services = new ServiceCollection().AddRouting().AddLogging().BuildServiceProvider();
        var resolver = new DefaultInlineConstraintResolver(services.GetRequiredService<IOptions<RouteOptions>>(), services);
        var routes = functions.Select(function => HttpRules.Read(function, resolver, faults)).OfType<HttpRoute>().ToList();
        RouteRules.Check(routes, faults);
        return faults.All;
    }

    public sealed class Apart
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things")] HttpRequest request) => Results.Ok(request.Path);

        [Function("B")]
        public IResult B([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/{id:length(24)}")] HttpRequest request, string id) => Results.Ok(id);

        [Function("C")]
        public IResult C([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/things/{id}")] HttpRequest request, string id) => Results.Ok(id);
    }

    public sealed class Overlapping
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/{id}")] HttpRequest request, string id) => Results.Ok(id);

        [Function("B")]
        public IResult B([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/special")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class Constrained
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/{id:length(24)}")] HttpRequest request, string id) => Results.Ok(id);

        [Function("B")]
        public IResult B([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/special")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class Fallback
    {
        [Function("Things")]
        public IResult Things([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things/{id}")] HttpRequest request, string id) => Results.Ok(id);

        [Function("zz_Unmatched")]
        public IResult Unmatched([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{*path}")] HttpRequest request, string? path) => Results.Ok(path);
    }

    public sealed class GreedyFirst
    {
        [Function("AAA")]
        public IResult All([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{*path}")] HttpRequest request, string? path) => Results.Ok(path);

        [Function("Things")]
        public IResult Things([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/things")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class AdminRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "Administrators")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class RuntimeRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runtime/x")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class EmptyRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class NoRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class WarmupRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/warmup")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class SlashRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "/api/x")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class BrokenRoute
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{x")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class UnknownConstraint
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{x:prime}")] HttpRequest request, string x) => Results.Ok(x);
    }

    public sealed class TwoPartSegment
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{x}.json")] HttpRequest request, string x) => Results.Ok(x);
    }

    public sealed class NoMethods
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/x")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class FunctionLevel
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/x")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class QueryParameter
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] HttpRequest request, string limit) => Results.Ok(limit);
    }

    public sealed class UnconstrainedNumber
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{n}")] HttpRequest request, int n) => Results.Ok(n);
    }

    public sealed class StrangeParameter
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{x}")] HttpRequest request, Uri x) => Results.Ok(x);
    }

    public sealed class StringResult
    {
        [Function("A")]
        public string A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] HttpRequest request) => request.Path;
    }

    public sealed class NotARequest
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] string body) => Results.Ok(body);
    }

    public sealed class Everything
    {
        [Function("A")]
        public async Task<IResult> A(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/{id:guid}/{n:int}/{text}/{rest?}")] HttpRequest request,
            [DurableClient] DurableTaskClient client,
            Guid id,
            int n,
            string text,
            string? rest,
            FunctionContext context,
            CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            return Results.Ok($"{client.Name}{id}{n}{text}{rest}{context.InvocationId}{cancellationToken}");
        }
    }
}
