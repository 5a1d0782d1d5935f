using System.Net;
using HiveFlow.Functions.Tests.Flows;

namespace HiveFlow.Functions.Tests.Webhooks;

[Collection(ApiGroup.Name)]
public sealed class DeliveryFunctionTests(ApiHost api)
{
    [Fact]
    public async Task A_delivery_is_shown_with_what_it_held_and_without_credentials()
    {
        var hook = await Hook.MakeAsync(api, """{"signature":{"scheme":"bearer"},"secrets":["a-secret-of-the-sender"]}""");
        await hook.DeliverAsync("""{"n":1}""", "application/json", ("Authorization", "Bearer a-secret-of-the-sender"), ("X-Kind", "test"));
        var id = (await hook.DeliveriesAsync()).Single()!["id"]!.GetValue<string>();

        var shown = (await hook.Owner.CallAsync("GET", $"{hook.Path}/deliveries/{id}"))["delivery"]!;

        Assert.Equal(1, shown["input"]!["body"]!["n"]!.GetValue<int>());
        Assert.Equal("test", shown["input"]!["headers"]!["x-kind"]!.GetValue<string>());
        Assert.DoesNotContain("a-secret-of-the-sender", shown.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_starts_another_run_with_the_same_input_once_for_a_key_and_is_in_the_audit_log()
    {
        var hook = await Hook.MakeAsync(api);
        var first = await hook.DeliverAsync("""{"n":1}""");
        var id = (await hook.DeliveriesAsync()).Single()!["id"]!.GetValue<string>();
        HashSet<string> replayed = [];
        for (var time = 0; time < 2; time++)
        {
            using var response = await hook.Owner.SendAsync("POST", $"{hook.Path}/deliveries/{id}/replay", null, ("Idempotency-Key", $"replay-{id}"));
            replayed.Add((await ApiHost.ReadAsync(response, HttpStatusCode.Accepted))["executionId"]!.GetValue<string>());
        }

        Assert.NotEqual(first, Assert.Single(replayed));
        Assert.Equal((await hook.InputAsync(first)).ToJsonString(), (await hook.InputAsync(replayed.Single())).ToJsonString());
        Assert.Equal(2, (await hook.RunsAsync()).Count);
        using var audit = await api.SendAsync("GET", $"api/audit?target={id}", api.Ada.Token);
        var entries = (await ApiHost.ReadAsync(audit, HttpStatusCode.OK))["entries"]!.AsArray();
        Assert.All(entries, entry => Assert.Equal("delivery.replayed", entry!["action"]!.GetValue<string>()));
        Assert.NotEmpty(entries);
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public async Task A_key_without_execute_replays_nothing(string scope)
    {
        var hook = await Hook.MakeAsync(api);
        await hook.DeliverAsync();
        var id = (await hook.DeliveriesAsync()).Single()!["id"]!.GetValue<string>();
        var other = await FlowClient.OfAsync(api, api.Ada, scope);
        Assert.Equal("scope_missing", await other.FailAsync("POST", $"{hook.Path}/deliveries/{id}/replay", HttpStatusCode.Forbidden));
        Assert.Single(await hook.RunsAsync());
    }

    [Fact]
    public async Task A_rejected_delivery_holds_nothing_to_show_or_replay()
    {
        var hook = await Hook.MakeAsync(api, """{"signature":{"scheme":"github"},"secrets":["a-secret-of-the-sender"]}""");
        using var refused = await hook.SendAsync("""{"private":"content"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        var id = (await hook.DeliveriesAsync()).Single()!["id"]!.GetValue<string>();

        var shown = (await hook.Owner.CallAsync("GET", $"{hook.Path}/deliveries/{id}"))["delivery"]!;
        Assert.Null(shown["input"]);
        Assert.DoesNotContain("content", shown.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("delivery_not_kept", await hook.Owner.FailAsync("POST", $"{hook.Path}/deliveries/{id}/replay", HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task A_webhook_that_only_records_starts_nothing_until_its_delivery_is_replayed_even_of_a_paused_flow()
    {
        var hook = await Hook.MakeAsync(api, """{"test":true}""", isActive: false);
        using var recorded = await hook.SendAsync("""{"n":1}""");
        Assert.Null((await ApiHost.ReadAsync(recorded, HttpStatusCode.Accepted))["executionId"]);
        Assert.Empty(await hook.RunsAsync());

        var id = (await hook.DeliveriesAsync()).Single()!["id"]!.GetValue<string>();
        var run = (await hook.Owner.CallAsync("POST", $"{hook.Path}/deliveries/{id}/replay", expected: HttpStatusCode.Accepted))["executionId"]!.GetValue<string>();
        Assert.Equal(1, (await hook.InputAsync(run))["body"]!["n"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_first_answer_of_a_webhook_that_is_made_twice_under_a_key_has_its_address_and_the_second_has_not()
    {
        var owner = await FlowClient.OfAsync(api, api.Ada);
        var flow = await owner.CreateAsync();
        using var first = await owner.SendAsync("POST", $"api/flows/{flow}/webhooks", "{}", ("Idempotency-Key", $"hook-{flow}"));
        using var second = await owner.SendAsync("POST", $"api/flows/{flow}/webhooks", "{}", ("Idempotency-Key", $"hook-{flow}"));
        var made = (await ApiHost.ReadAsync(first, HttpStatusCode.Created))["webhook"]!;
        var again = (await ApiHost.ReadAsync(second, HttpStatusCode.Created))["webhook"]!;
        Assert.Equal(made["id"]!.GetValue<string>(), again["id"]!.GetValue<string>());
        Assert.Contains(made["token"]!.GetValue<string>(), made["url"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(again["token"]);
        Assert.Null(again["url"]);
    }
}
