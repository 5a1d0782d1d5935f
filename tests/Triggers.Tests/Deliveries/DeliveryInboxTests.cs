using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Triggers.Tests.Deliveries;

public sealed class DeliveryInboxTests : IAsyncDisposable
{
    private readonly FreshStore.FreshStore store = new(Delivery.Collection, OpenDelivery.Collection, SeenDelivery.Collection);
    private readonly DeliveryInbox inbox;
    private readonly Webhook webhook;

    public DeliveryInboxTests()
    {
        inbox = new DeliveryInbox(store.Documents, store.Clock);
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
        Assert.Single(await inbox.OverdueAsync(store.Clock.GetUtcNow(), default));
        store.Clock.Advance(TimeSpan.FromHours(2));
        Assert.NotEqual(run, (await StoreAsync("d")).RunId);
    }

    [Fact]
    public async Task What_was_stored_and_not_started_is_found_once_and_gone_when_closed()
    {
        var (delivery, _) = await StoreAsync(null);
        Assert.Empty(await inbox.OverdueAsync(store.Clock.GetUtcNow(), default));
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        var open = Assert.Single(await inbox.OverdueAsync(store.Clock.GetUtcNow(), default));
        Assert.True(await inbox.ClaimAsync(open, default));
        Assert.False(await inbox.ClaimAsync(open, default));
        await inbox.CloseAsync(delivery, default);
        store.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(await inbox.OverdueAsync(store.Clock.GetUtcNow(), default));
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

    private Task<(string DeliveryId, string? RunId)> StoreAsync(string? name) =>
        inbox.StoreAsync(store.Tenant, inbox.New(webhook, null), name, default);
}
