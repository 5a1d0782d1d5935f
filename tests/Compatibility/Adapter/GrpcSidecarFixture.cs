using HiveFlow.Compatibility;
using Xunit;

namespace Microsoft.DurableTask.Grpc.Tests;

/// <summary>What the official test classes share: here a store in place of a channel.</summary>
public sealed class GrpcSidecarFixture : IAsyncLifetime
{
    public EngineHandle Channel { get; } = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await Channel.DisposeAsync();
}
