using HiveFlow.Compatibility.FunctionsHost.Wire;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>Makes invocations of a function that no request triggers.</summary>
internal sealed class InvocationBuilder(RpcFunctionMetadata function, string durableBackEnd)
{
    /// <summary>An invocation whose trigger carries that text; a durable client comes along where the function has one.</summary>
    public InvocationRequest WithTrigger(string input)
    {
        var trigger = function.Bindings.Single(b => b.Value.Type.EndsWith("Trigger", StringComparison.Ordinal)).Key;
        var invocation = new InvocationRequest { InvocationId = Guid.NewGuid().ToString(), FunctionId = function.FunctionId };
        invocation.InputData.Add(new ParameterBinding { Name = trigger, Data = new TypedData { Text = input } });
        foreach (var (client, _) in function.Bindings.Where(b => b.Value.Type == DurableClientBinding.Type))
        {
            invocation.InputData.Add(new ParameterBinding { Name = client, Data = DurableClientBinding.Data(durableBackEnd) });
        }

        return invocation;
    }
}
