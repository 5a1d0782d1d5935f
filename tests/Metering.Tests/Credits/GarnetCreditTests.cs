using HiveFlow.Host.Redis;
using HiveFlow.HostFixture;

namespace HiveFlow.Metering.Tests.Credits;

/// <summary>On the server that the embedded host carries, with its own settings.</summary>
public sealed class GarnetCreditTests : CreditContract
{
    private readonly TestFolder folder = TestFolder.Create();
    private EmbeddedRedis? server;

    protected override string ConnectionString => server!.ConnectionString;

    public override async Task InitializeAsync()
    {
        server = EmbeddedRedis.Begin(folder.Path);
        await server.StartedAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await server!.DisposeAsync();
        folder.Dispose();
    }
}
