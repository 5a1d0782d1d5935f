using HiveFlow.Sandbox.Code;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Sandbox.Tests.Code;

public sealed class CodeSlotsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task As_many_as_allowed_go_at_once_and_the_next_waits_for_a_place()
    {
        var slots = Slots(2, 10);
        Assert.True((await slots.TakeAsync("a", default)).IsSuccess);
        Assert.True((await slots.TakeAsync("a", default)).IsSuccess);
        var third = slots.TakeAsync("a", default).AsTask();
        Assert.False(third.IsCompleted);
        slots.Release();
        Assert.True((await third).IsSuccess);
    }

    [Fact]
    public async Task Who_waits_too_long_is_told_that_all_is_busy()
    {
        var slots = Slots(1, 10);
        await slots.TakeAsync("a", default);
        var second = slots.TakeAsync("a", default).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(SandboxErrors.BusyCode, (await second).Error!.Code);
    }

    [Fact]
    public async Task A_place_is_not_lost_to_one_who_has_left()
    {
        var slots = Slots(1, 10);
        await slots.TakeAsync("a", default);
        using var leave = new CancellationTokenSource();
        var second = slots.TakeAsync("a", leave.Token).AsTask();
        await leave.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        slots.Release();
        Assert.True((await slots.TakeAsync("a", default)).IsSuccess);
    }

    [Fact]
    public async Task More_than_may_wait_are_turned_away_at_once()
    {
        var slots = Slots(1, 1);
        await slots.TakeAsync("a", default);
        var second = slots.TakeAsync("a", default).AsTask();
        Assert.Equal(SandboxErrors.BusyCode, (await slots.TakeAsync("b", default)).Error!.Code);
        slots.Release();
        Assert.True((await second).IsSuccess);
    }

    [Fact]
    public async Task Organizations_take_turns_however_many_one_of_them_has_waiting()
    {
        var slots = Slots(1, 100);
        await slots.TakeAsync("loud", default);
        var served = new List<string>();
        var waiting = new List<Task>();
        foreach (var organization in (string[])["loud", "loud", "loud", "quiet", "other"])
        {
            waiting.Add(WaitAsync(organization));
        }

        for (var index = 0; index < waiting.Count; index++)
        {
            var before = Task.WhenAny(waiting);
            slots.Release();
            waiting.Remove(await before);
            index--;
        }

        Assert.Equal(["loud", "quiet", "other", "loud", "loud"], served);

        async Task WaitAsync(string organization)
        {
            await slots.TakeAsync(organization, default);
            served.Add(organization);
        }
    }

    private CodeSlots Slots(int most, int waiting) =>
        new(new SandboxOptions { MaxConcurrency = most, MaxWaiting = waiting, MaxWait = TimeSpan.FromSeconds(5) }, _time);
}
