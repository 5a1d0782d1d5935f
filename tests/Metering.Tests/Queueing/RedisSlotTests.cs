using HiveFlow.HostFixture;

namespace HiveFlow.Metering.Tests.Queueing;

public sealed class RedisSlotTests : SlotContract
{
    private RedisProcess? server;

    protected override string ConnectionString => server!.ConnectionString;

    public override async Task InitializeAsync() => server = RedisProcess.Program is null ? null : await RedisProcess.StartAsync();

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}
