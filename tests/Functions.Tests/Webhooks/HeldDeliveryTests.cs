using System.Net;
using HiveFlow.Storage.Documents;
using HiveFlow.Triggers.Deliveries;
using HiveFlow.Triggers.Webhooks;

namespace HiveFlow.Functions.Tests.Webhooks;

[Collection(ApiGroup.Name)]
public sealed class HeldDeliveryTests(ApiHost api)
{
    [Fact]
    public async Task What_comes_while_a_flow_is_paused_and_held_starts_when_it_is_resumed_each_once()
    {
        var hook = await Hook.MakeAsync(api, """{"onPause":"hold"}""", isActive: false);
        HashSet<string> promised = [];
        for (var number = 0; number < 3; number++)
        {
            promised.Add(await hook.DeliverAsync($$"""{"n":{{number}}}"""));
        }

        await hook.SweepAsync();
        Assert.Empty(await hook.RunsAsync());

        await hook.Owner.CallAsync("POST", $"api/flows/{hook.Flow}/resume");
        await hook.SweepAsync();
        await hook.SweepAsync();

        // The host's own job may be at one of them at this very moment.
        Assert.Equal(promised.Order(), (await hook.RunsAsync(promised.Count)).Select(run => run!["processId"]!.GetValue<string>()).Order());
        Assert.All(await hook.DeliveriesAsync(), delivery => Assert.Equal("accepted", delivery!["status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_delivery_that_was_stored_by_a_process_that_died_before_it_started_is_started_by_the_next()
    {
        var hook = await Hook.MakeAsync(api);
        var registry = api.Get<WebhookRegistry>();
        var found = (await registry.FindAsync(hook.Address.Split('/')[^1], default))!;
        var inbox = api.Get<DeliveryInbox>();
        var delivery = inbox.New(found.Document, null) with { Input = System.Text.Json.JsonDocument.Parse("""{"body":{"n":1}}""").RootElement };
        await inbox.StoreAsync(found.Tenant, delivery, "the sender's name for it", isHeld: false, default);
        Assert.Empty(await hook.RunsAsync());

        await hook.SweepAsync();

        Assert.Equal(delivery.RunId, Assert.Single(await hook.RunsAsync(1))!["processId"]!.GetValue<string>());
        await hook.ClosedAsync(delivery.Id);
    }

    [Fact]
    public async Task A_run_that_was_deleted_is_not_brought_back_by_a_delivery_that_nobody_had_closed()
    {
        var hook = await Hook.MakeAsync(api);
        var run = await hook.DeliverAsync();
        await hook.InputAsync(run);
        await hook.Owner.CallAsync("DELETE", $"api/runs/{run}");
        var delivery = Assert.Single(await hook.DeliveriesAsync())!["id"]!.GetValue<string>();
        var organization = (await api.CallerAsync(api.Ada)).OrganizationId.ToString();

        // Whoever started it died before it could say so.
        var open = new OpenDelivery(organization, hook.Id, TimeProvider.System.GetUtcNow(), 1);
        await api.Get<IDocumentStore>().WriteAsync([DocumentWrite.Insert(OpenDelivery.Collection, Tenant.System, delivery, open)], default);
        await hook.SweepAsync();

        Assert.Empty(await hook.RunsAsync());
        Assert.Null(await api.Get<IDocumentStore>().GetAsync(OpenDelivery.Collection, Tenant.System, delivery, default));
        Assert.Equal("accepted", Assert.Single(await hook.DeliveriesAsync())!["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_flow_that_can_never_run_parks_its_deliveries_and_in_the_end_disables_its_webhook_saying_why()
    {
        var hook = await Hook.MakeAsync(api);
        var found = (await api.Get<WebhookRegistry>().FindAsync(hook.Address.Split('/')[^1], default))!;
        for (var number = 0; number < 20; number++)
        {
            await api.Get<WebhookRegistry>().CountAsync(found.Tenant, hook.Flow, hook.Id, "The flow has too many nodes.", 20, default);
        }

        var shown = (await hook.Owner.CallAsync("GET", hook.Path))["webhook"]!;
        Assert.False(shown["enabled"]!.GetValue<bool>());
        Assert.Equal("20 starts in a row were refused, the last one: The flow has too many nodes.", shown["disabledBecause"]!.GetValue<string>());
        using var refused = await hook.SendAsync();
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);

        var enabled = (await hook.Owner.CallAsync("PATCH", hook.Path, """{"enabled":true}"""))["webhook"]!;
        Assert.Null(enabled["disabledBecause"]);
        await hook.DeliverAsync();
    }
}
