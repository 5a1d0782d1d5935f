using System.Reflection;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Architecture.Tests.Functions;

public sealed class FunctionTests
{
    [Fact]
    public void Every_function_keeps_the_rules_of_host_and_gate()
    {
        var functions = FunctionRules.Of(Assemblies.Types).ToList();

        Assert.NotEmpty(functions);
        Findings.None(functions.SelectMany(FunctionRules.Findings));
    }

    [Fact]
    public void Function_names_are_unique_whatever_their_case() =>
        Findings.None(FunctionRules.Of(Assemblies.Types).GroupBy(m => m.GetCustomAttribute<FunctionAttribute>()!.Name, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() > 1).Select(g => $"{g.Key} is declared {g.Count()} times."));

    [Theory]
    [InlineData(nameof(Samples.Good), 0)]
    [InlineData(nameof(Samples.NoAccess), 1)]
    [InlineData(nameof(Samples.WithKey), 1)]
    [InlineData(nameof(Samples.NoMethods), 1)]
    [InlineData(nameof(Samples.Admin), 1)]
    [InlineData(nameof(Samples.NoRoute), 1)]
    [InlineData(nameof(Samples.BadName), 1)]
    public void A_function_that_breaks_a_rule_is_found(string method, int findings) =>
        Assert.Equal(findings, FunctionRules.Findings(typeof(Samples).GetMethod(method)!).Count());

    public sealed class Samples
    {
        [Function("Good")]
        [Access(Access.Read)]
        public static void Good([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/administrators")] HttpRequest request) => _ = request;

        [Function("NoAccess")]
        public static void NoAccess([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] HttpRequest request) => _ = request;

        [Function("WithKey")]
        [Access(Access.Read)]
        public static void WithKey([HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/x")] HttpRequest request) => _ = request;

        [Function("NoMethods")]
        [Access(Access.Read)]
        public static void NoMethods([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/x")] HttpRequest request) => _ = request;

        [Function("Admin")]
        [Access(Access.Read)]
        public static void Admin([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "admin/x")] HttpRequest request) => _ = request;

        [Function("NoRoute")]
        [Access(Access.Read)]
        public static void NoRoute([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "")] HttpRequest request) => _ = request;

        [Function("9 lives")]
        [Access(Access.Read)]
        public static void BadName([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/x")] HttpRequest request) => _ = request;
    }
}
