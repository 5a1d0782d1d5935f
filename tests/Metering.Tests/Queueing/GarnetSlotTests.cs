using HiveFlow.Host.Redis;
using HiveFlow.HostFixture;
using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Tests.Queueing;

/// <summary>On the server that the embedded host carries, with its own settings.</summary>
public sealed class GarnetSlotTests : SlotContract
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

    [Fact]
    public async Task Whatever_order_things_come_in_it_answers_as_the_count_in_one_process_does()
    {
        var random = new Random(7);
        var model = new LocalSlots();
        for (var act = 0; act < 600; act++)
        {
            var flow = random.Next(3);
            var (run, limits) = (Run($"o{random.Next(3)}", $"f{flow}", random.Next(12)), Limits(flow: flow, organization: 4, system: 8));
            var (rank, kind) = ((double)random.Next(100), random.Next(6));
            Assert.Equal((act, await ActAsync(model, kind, run, limits, rank)), (act, await ActAsync(Counter, kind, run, limits, rank)));
            Assert.Equal(await model.ReadAsync(default), await Counter.ReadAsync(default));
        }
    }

    private static async Task<string> ActAsync(ISlotCounter counter, int kind, RunSlot run, SlotLimits limits, double rank) => kind switch
    {
        0 => $"{await counter.TakeAsync(run, limits, false, 1, default)}",
        1 => await counter.QueueAsync(run, limits, rank, default),
        2 => await counter.ReleaseAsync(run, limits.System, default),
        3 => await counter.NextAsync(await counter.PeekAsync(limits.System, default), limits.System, 1, default) is var (next, after) ? $"{next}>{after}" : string.Empty,
        4 => $"{await counter.PositionAsync(run, default)}",
        _ => await ConfirmAsync(counter, run),
    };

    private static async Task<string> ConfirmAsync(ISlotCounter counter, RunSlot run)
    {
        await counter.ConfirmAsync(run, 1, default);
        return string.Empty;
    }
}
