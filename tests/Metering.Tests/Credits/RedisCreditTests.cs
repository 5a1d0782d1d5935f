using HiveFlow.HostFixture;
using HiveFlow.Metering.Credits;
using HiveFlow.Storage.Documents;

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
    public async Task A_Redis_that_comes_back_as_it_was_some_moments_ago_is_filled_from_the_ledger()
    {
        var bank = Make(1_000);
        await OpenAsync(bank, "one", 300);
        var old = await bank.CopyAsync(Store.Tenant);
        await OpenAsync(bank, "two", 600);
        var inFlight = (await bank.Book.HoldAsync(Store.Tenant, 100, default)).Value!;

        await server!.DisposeAsync();
        server = await RedisProcess.StartAsync(server.Port);
        var next = Make(1_000);
        await next.RestoreAsync(Store.Tenant, old);

        Assert.Equal(100, (await next.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
        Assert.True(await OpenAsync(next, "three", 100));
        var writes = CreditBook.Opened(Store.Tenant, "four", inFlight, 100);
        Assert.True((await Store.Documents.WriteAsync(writes, default)).IsUnmet(writes));
        Assert.Equal(new CreditBalance(0, 1_000), await next.Ledger.ReadAsync(Store.Tenant, default));
    }

    [RedisFact]
    public async Task An_instance_that_only_settles_hears_of_a_filling_by_another()
    {
        var (bank, other) = (Make(1_000), Make(1_000));
        await OpenAsync(bank, "one", 300);
        await OpenAsync(bank, "two", 300);
        await bank.LoseRedisAsync(Store.Tenant);
        await other.Hot.TakeAsync(Store.Tenant, 0, default);

        await SettleAsync(bank, "one", 300, 100);
        await SettleAsync(bank, "two", 300, 100);

        // What the first gave back waits for the comparison; from then on it is known.
        Assert.Equal(600, (await other.Hot.TakeAsync(Store.Tenant, 0, default)).Left);
    }

    [RedisFact]
    public async Task Whatever_two_instances_hold_while_Redis_is_emptied_again_and_again_no_more_is_granted_than_there_is()
    {
        Bank[] banks = [Make(2_000), Make(2_000)];
        await banks[0].Hot.TakeAsync(Store.Tenant, 0, default);

        var opening = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            var opened = 0;
            for (var i = 0; i < 10; i++)
            {
                try
                {
                    opened += await OpenAsync(banks[n % 2], $"{n}-{i}", 75) ? 1 : 0;
                }
                catch (StoreUnavailableException)
                {
                    // Emptied each time it was filled: nothing is held.
                }
            }

            return opened;
        })).ToList();
        for (var i = 0; i < 10; i++)
        {
            await server!.EmptyAsync();
            await banks[i % 2].Hot.TakeAsync(Store.Tenant, 0, default);
        }

        var granted = (await Task.WhenAll(opening)).Sum();
        Assert.Equal(new CreditBalance(2_000 - (granted * 75), granted * 75), await banks[0].Ledger.ReadAsync(Store.Tenant, default));
        Assert.InRange(granted, 0, 26);
        await server!.EmptyAsync();
        Assert.Equal(2_000 - (granted * 75), (await banks[1].Hot.TakeAsync(Store.Tenant, 0, default)).Left);
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
