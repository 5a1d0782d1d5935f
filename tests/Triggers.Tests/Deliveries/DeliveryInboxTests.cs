using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;
using Microsoft.Extensions.Options;

namespace HiveFlow.Triggers.Tests.Deliveries;

public sealed class DeliveryInboxTests : IAsyncDisposable
{
    private readonly FreshStore.FreshStore store = new(Delivery.Collection, OpenDelivery.Collection, SeenDelivery.Collection, PaceMark.Collection);
    private readonly DeliveryInbox inbox;
    private readonly Webhook webhook;

    public DeliveryInboxTests()
    {
        inbox = new DeliveryInbox(store.Documents, Options.Create(new WebhooksOptions()), store.Clock);
        webhook = new Webhook { Id = "0123456789abcdef01234567", FlowId = "f", Type = "hook", KeyHash = "h", CreatedAt = store.Clock.GetUtcNow() };
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task The_same_delivery_a_hundred_times_at_once_and_23_hours_later_has_one_run_and_25_hours_later_another()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => StoreAsync("d")));
        var run = Assert.Single(answers.Select(a => a.RunId).Distinct());
        store.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(run, (await StoreAsync("d")).RunId);
        Assert.Single(await OverdueAsync());
        store.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotEqual(run, (await StoreAsync("d")).RunId);
    }

    [Fact]
    public async Task What_was_stored_and_not_started_is_found_once_and_gone_when_closed()
    {
        var (delivery, _) = await StoreAsync(null);
        Assert.Empty(await OverdueAsync());
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        var open = Assert.Single(await OverdueAsync());
        Assert.True(await inbox.ClaimAsync(open, default));
        Assert.False(await inbox.ClaimAsync(open, default));
        await inbox.CloseAsync(delivery, default);
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await OverdueAsync());
    }

    [Fact]
    public async Task A_thousand_rejected_ones_leave_the_last_hundred_without_a_body()
    {
        for (var i = 0; i < 1_000; i++)
        {
            await inbox.RejectAsync(store.Tenant, webhook, "192.0.2.1", $"wrong {i}", default);
            store.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        var page = await inbox.ListAsync(store.Tenant, webhook.Id, 200, null, default);
        Assert.Equal(Enumerable.Range(900, 100).Reverse().Select(i => $"wrong {i}"), page.Items.Select(d => d.Document.Reason));
        Assert.All(page.Items, d => Assert.Null(d.Document.Input));
    }

    [Fact]
    public async Task A_delivery_that_ends_its_worker_three_times_is_parked_with_the_reason_and_leaves_the_others_alone()
    {
        var (poison, _) = await StoreAsync(null);
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        for (var attempt = 2; attempt <= 3; attempt++)
        {
            Assert.True(await inbox.ClaimAsync(Assert.Single(await OverdueAsync()), default));
            store.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        var (neighbour, _) = await StoreAsync(null);
        Assert.False(await inbox.ClaimAsync(Assert.Single(await OverdueAsync()), default));
        store.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(neighbour, Assert.Single(await OverdueAsync()).Id);
        var parked = (await inbox.GetAsync(store.Tenant, poison, default))!.Document;
        Assert.Equal(("parked", "its start came to no end 3 times"), (parked.Status, parked.Reason));
        Assert.NotNull(parked.RunId);
    }

    [Fact]
    public async Task A_delivery_that_is_put_off_a_thousand_times_is_not_parked()
    {
        var (id, _) = await StoreAsync(null);
        for (var minute = 0; minute < 1_000; minute++)
        {
            store.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.True(await inbox.ClaimAsync(Assert.Single(await OverdueAsync()), default));
            await inbox.PutOffAsync(id, default);
        }

        Assert.Equal("accepted", (await inbox.GetAsync(store.Tenant, id, default))!.Document.Status);
    }

    [Fact]
    public async Task A_throttle_lets_so_many_in_a_time_have_a_run_for_each_key_whoever_comes_at_once()
    {
        var throttled = webhook with { Throttle = new WebhookThrottle { Count = 3, Seconds = 60 } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => PacedAsync(throttled, "a"))));
        Assert.Equal(3, answers.Count(a => a.RunId is not null));
        Assert.NotNull((await PacedAsync(throttled, "b")).RunId);
        Assert.Equal("throttled", (await inbox.GetAsync(store.Tenant, answers.First(a => a.RunId is null).DeliveryId, default))!.Document.Status);

        store.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.NotNull((await PacedAsync(throttled, "a")).RunId);
    }

    [Fact]
    public async Task A_debounce_leaves_the_last_of_several_in_a_row_to_start_when_the_wait_is_over()
    {
        var debounced = webhook with { Debounce = new WebhookDebounce { Seconds = 30 } };
        List<string> ids = [];
        for (var number = 0; number < 4; number++)
        {
            ids.Add((await PacedAsync(debounced, "a")).DeliveryId);
            store.Clock.Advance(TimeSpan.FromSeconds(20));
            Assert.Empty(await OverdueAsync());
        }

        var other = (await PacedAsync(debounced, "b")).DeliveryId;
        store.Clock.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(ids[^1], Assert.Single(await OverdueAsync()).Id);
        store.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal([ids[^1], other], (await OverdueAsync()).Select(open => open.Id));
        foreach (var id in ids[..^1])
        {
            Assert.Equal("superseded", (await inbox.GetAsync(store.Tenant, id, default))!.Document.Status);
        }
    }

    private Task<(string DeliveryId, string? RunId)> PacedAsync(Webhook paced, string key) =>
        inbox.StoreAsync(store.Tenant, paced, inbox.New(paced, null), null, (key, key), isHeld: false, default);

    private async Task<IReadOnlyList<Stored<OpenDelivery>>> OverdueAsync() =>
        (await inbox.OverdueAsync(store.Clock.GetUtcNow().AddMilliseconds(1), null, default)).Items;

    private Task<(string DeliveryId, string? RunId)> StoreAsync(string? name) =>
        inbox.StoreAsync(store.Tenant, inbox.New(webhook, null), name, isHeld: false, default);
}
