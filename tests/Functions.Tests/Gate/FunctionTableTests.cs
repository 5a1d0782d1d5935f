using System.Reflection;
using System.Reflection.Emit;
using HiveFlow.Functions.Gate;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Tests.Gate;

public sealed class FunctionTableTests
{
    [Fact]
    public void Our_own_functions_all_say_who_may_call_them()
    {
        var table = FunctionTable.Of(typeof(FunctionTable).Assembly);

        Assert.NotEmpty(table.Rules);
        Assert.All(table.Rules, rule => Assert.NotEmpty(rule.Methods));
    }

    [Fact]
    public void A_function_without_an_access_rule_stops_the_start()
    {
        var fault = Assert.Throws<InvalidOperationException>(() => FunctionTable.Of(AssemblyWith(access: null, "api/bare", "get")));

        Assert.Contains("Bare has no [Access]", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "get")]
    [InlineData("api/bare", null)]
    [InlineData("api/{id:guid}", "get")]
    public void A_function_without_whole_route_and_methods_stops_the_start(string? route, string? method) =>
        Assert.Throws<InvalidOperationException>(() => FunctionTable.Of(AssemblyWith(Access.Read, route, method)));

    [Fact]
    public void Two_functions_of_one_name_stop_the_start() => Assert.Throws<InvalidOperationException>(
        () => FunctionTable.Of(AssemblyWith(Access.Read, "api/one", "get"), AssemblyWith(Access.Read, "api/two", "get")));

    /// <summary>An assembly with one function called Bare, made at run time because a built one would be found by every host.</summary>
    private static AssemblyBuilder AssemblyWith(Access? access, string? route, string? method)
    {
        var assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName($"Made{Guid.NewGuid():N}"), AssemblyBuilderAccess.Run);
        var type = assembly.DefineDynamicModule("made").DefineType("Made", TypeAttributes.Public);
        var function = type.DefineMethod("Run", MethodAttributes.Public, typeof(IResult), [typeof(HttpRequest)]);
        function.GetILGenerator().ThrowException(typeof(NotSupportedException));
        function.SetCustomAttribute(new CustomAttributeBuilder(typeof(FunctionAttribute).GetConstructor([typeof(string)])!, ["Bare"]));
        if (access is not null)
        {
            function.SetCustomAttribute(new CustomAttributeBuilder(typeof(AccessAttribute).GetConstructor([typeof(Access)])!, [access.Value]));
        }

        var trigger = typeof(HttpTriggerAttribute);
        PropertyInfo[] named = route is null ? [] : [trigger.GetProperty("Route")!];
        object[] values = route is null ? [] : [route];
        object methods = method is null ? Array.Empty<string>() : new[] { method };
        function.DefineParameter(1, ParameterAttributes.None, "request").SetCustomAttribute(new CustomAttributeBuilder(
            trigger.GetConstructor([typeof(AuthorizationLevel), typeof(string[])])!, [AuthorizationLevel.Anonymous, methods], named, values));
        type.CreateType();
        return assembly;
    }
}
