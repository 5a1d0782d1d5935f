using HiveFlow.HostFixture;
using HiveFlow.Metering.Credits;

namespace HiveFlow.Metering.Tests.Credits;

public sealed class RedisCreditTests : CreditContract
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

    [RedisFact]
    public async Task Two_instances_share_what_is_available()
    {
        Bank[] banks = [Make(500), Make(500)];

        var held = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () => await banks[i % 2].Book.HoldAsync(Store.Tenant, 75, default))));

        Assert.Equal(6, held.Count(hold => hold.IsSuccess));
    }

    [RedisFact]
    public async Task A_Redis_that_comes_back_empty_is_filled_from_the_ledger()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "one", 300);
        await OpenAsync(bank, "two", 200);
        await SettleAsync(bank, "one", 300, 100);

        await bank.LoseRedisAsync(Store.Tenant);

        Assert.Equal(700, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        await SettleAsync(bank, "two", 200, 50);
        Assert.Equal(850, (await bank.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.Equal(new CreditBalance(850, 0), await bank.Book.ReadAsync(Store.Tenant, default));
    }

    [RedisFact]
    public async Task What_is_settled_while_Redis_is_filled_anew_is_never_counted_twice()
    {
        var (bank, other) = (Make(1_000), Make(1_000));
        await OpenAsync(bank, "run", 300);
        var moment = bank.Book.MomentOf(Store.Tenant);
        var bill = new RunBill("run", 300, 100, IsRefund: false, moment.At);
        await Store.Documents.WriteAsync(bank.Book.Settled(Store.Tenant, bill, moment), default);
        await bank.LoseRedisAsync(Store.Tenant);
        await other.Hot.TakeAsync(Store.Tenant, 0, default);

        await bank.Book.GiveBackAsync(Store.Tenant, 200, moment);

        Assert.Equal(900, (await other.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }
}
