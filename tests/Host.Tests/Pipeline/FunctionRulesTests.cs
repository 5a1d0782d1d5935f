using HiveFlow.Host.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Tests.Pipeline;

public sealed class FunctionRulesTests
{
    [Fact]
    public void Names_are_unique_ignoring_case() =>
        Assert.Contains("taken twice", Assert.Single(FaultsOf(typeof(TwiceOne), typeof(TwiceTwo))), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(NameWithDot))]
    [InlineData(typeof(NameWithDigitFirst))]
    [InlineData(typeof(NameHost))]
    public void Names_that_the_Functions_host_refuses_are_refused(Type type) =>
        Assert.Contains("a name is a letter", Assert.Single(FaultsOf(type)), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(PrivateMethod))]
    [InlineData(typeof(InternalClass))]
    public void Functions_that_are_not_public_are_refused(Type type) =>
        Assert.Contains("public method of a public class", Assert.Single(FaultsOf(type)), StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(NoTrigger))]
    [InlineData(typeof(TwoTriggers))]
    public void A_function_has_exactly_one_trigger(Type type) =>
        Assert.Contains("exactly one trigger", Assert.Single(FaultsOf(type)), StringComparison.Ordinal);

    [Fact]
    public void Functions_come_in_the_order_of_their_names_ignoring_case()
    {
        var faults = new StartupFaults();
        Assert.Equal(["a1", "B2", "c3"], FunctionCatalog.Of([typeof(Ordered)], faults).Select(function => function.Name));
    }

    private static IReadOnlyList<string> FaultsOf(params Type[] types)
    {
        var faults = new StartupFaults();
        _ = FunctionCatalog.Of(types, faults);
        return faults.All;
    }

    public sealed class TwiceOne
    {
        [Function("Same")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class TwiceTwo
    {
        [Function("same")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "b")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class NameWithDot
    {
        [Function("a.b")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class NameWithDigitFirst
    {
        [Function("1a")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class NameHost
    {
        [Function("Host")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class PrivateMethod
    {
        [Function("A")]
        internal IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);
    }

    internal sealed class InternalClass
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class NoTrigger
    {
        [Function("A")]
        public IResult A(HttpRequest request) => Results.Ok(request.Path);
    }

    public sealed class TwoTriggers
    {
        [Function("A")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request, [TimerTrigger("0 0 * * * *")] TimerInfo timer) =>
            Results.Ok((request.Path, timer));
    }

    public sealed class Ordered
    {
        [Function("c3")]
        public IResult A([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "a")] HttpRequest request) => Results.Ok(request.Path);

        [Function("a1")]
        public IResult B([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "b")] HttpRequest request) => Results.Ok(request.Path);

        [Function("B2")]
        public IResult C([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "c")] HttpRequest request) => Results.Ok(request.Path);
    }
}
