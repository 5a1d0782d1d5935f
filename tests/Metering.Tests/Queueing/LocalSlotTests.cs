using HiveFlow.Metering.Queueing;

namespace HiveFlow.Metering.Tests.Queueing;

public sealed class LocalSlotTests : SlotContract
{
    protected override string ConnectionString => string.Empty;

    [Fact]
    public async Task Of_ten_thousand_runs_of_one_organization_one_at_most_begins_before_another_s()
    {
        var limits = Limits(organization: 20_000, system: 50, queued: 20_000, all: 20_000);
        for (var n = 0; n < 10_000; n++)
        {
            if (await TakeAsync(Run("noisy", "f", n), limits) == SlotOutcome.Queue)
            {
                await QueueAsync(Run("noisy", "f", n), n, limits);
            }
        }

        Assert.Equal(SlotOutcome.Queue, await TakeAsync(Run("quiet", "f", 0), limits));
        await QueueAsync(Run("quiet", "f", 0), 10_000, limits);
        await Counter.ReleaseAsync(Run("noisy", "f", 0), 50, default);
        await Counter.ReleaseAsync(Run("noisy", "f", 1), 50, default);

        Assert.Contains(Run("quiet", "f", 0), await DrainAsync(50));
    }
}
