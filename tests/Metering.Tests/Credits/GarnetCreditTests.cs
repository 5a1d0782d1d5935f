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

    [Fact]
    public async Task A_start_asks_Redis_once_for_credits_and_slot()
    {
        var bank = Make(10_000);
        await HoldAsync(bank, 75, 0);

        Assert.Equal(["EVAL", "EVAL"], await bank.SentAsync(async () =>
        {
            Assert.True((await HoldAsync(bank, 75, 1)).IsSuccess);
            Assert.True((await HoldAsync(bank, 75, 2, flowLimit: 1)).IsSuccess);
        }));
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await server!.DisposeAsync();
        folder.Dispose();
    }
}
