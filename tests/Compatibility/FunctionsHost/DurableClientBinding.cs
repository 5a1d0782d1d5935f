using System.Text.Json;
using HiveFlow.Compatibility.FunctionsHost.Wire;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>What the host's durable extension hands every function with a durable client, whatever triggers it: where the back end is.</summary>
internal static class DurableClientBinding
{
    public const string Type = "durableClient";

    public static TypedData Data(string backEnd) => new()
    {
        Text = JsonSerializer.Serialize(new
        {
            rpcBaseUrl = backEnd.TrimEnd('/') + "/",
            taskHubName = "HiveFlow",
            connectionName = "Storage",
            requiredQueryStringParameters = "",
            httpBaseUrl = "",
            maxGrpcMessageSizeInBytes = int.MaxValue,
            grpcHttpClientTimeout = "\"00:01:40\"",
        }),
    };
}
