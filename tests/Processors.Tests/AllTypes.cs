using HiveFlow.Flows.NodeTypes;
using HiveFlow.Outgoing;
using HiveFlow.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace HiveFlow.Processors.Tests;

/// <summary>The node types as the host registers them.</summary>
internal static class AllTypes
{
    public static readonly NodeTypeCatalog Catalog = new ServiceCollection()
        .AddOutgoing()
        .AddSingleton(TimeProvider.System)
        .AddLogging()
        .AddSandbox()
        .AddProcessors()
        .BuildServiceProvider()
        .GetRequiredService<NodeTypeCatalog>();
}
