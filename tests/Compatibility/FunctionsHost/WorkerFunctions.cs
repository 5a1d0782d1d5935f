using HiveFlow.Compatibility.FunctionsHost.Wire;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>What a worker offers.</summary>
/// <param name="HttpUri">Where it takes proxied HTTP.</param>
/// <param name="Functions">Its functions.</param>
public sealed record WorkerFunctions(string HttpUri, IReadOnlyList<RpcFunctionMetadata> Functions)
{
    public RpcFunctionMetadata Named(string name) => Functions.Single(f => f.Name == name);
}
