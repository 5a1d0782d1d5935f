using HiveFlow.Host.Functions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Tests.Pipeline;

public sealed class HostedFunctionTests
{
    [Fact]
    public void A_trigger_parameter_is_known_by_its_place_though_reflection_gives_another_object()
    {
        var method = typeof(Base).GetMethod(nameof(Base.Run))!;
        var trigger = method.GetParameters()[0];
        var function = new HostedFunction("Run", method, TriggerKind.Http, trigger, new HttpTriggerAttribute());

        // The same method seen through a derived class: what two threads that ask at once may get too.
        var again = typeof(Derived).GetMethod(nameof(Base.Run))!.GetParameters();

        Assert.NotSame(trigger, again[0]);
        Assert.True(function.IsTrigger(again[0]));
        Assert.False(function.IsTrigger(again[1]));
    }

    private class Base
    {
        public string Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x")] HttpRequest request, string id) => id + request;
    }

    private sealed class Derived : Base;
}
