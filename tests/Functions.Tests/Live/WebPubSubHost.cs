using System.Net;
using System.Text.Json.Nodes;

namespace HiveFlow.Functions.Tests.Live;

/// <summary>A host whose live connections are held by Azure Web PubSub's stand-in; shared by the tests of a class.</summary>
public sealed class WebPubSubHost : IAsyncLifetime
{
    private int people;

    internal WebPubSubServer Server { get; private set; } = null!;

    public ApiHost Api { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await WebPubSubServer.StartAsync();
        Api = await ApiHost.StartAsync(null, new Dictionary<string, string?>
        {
            ["HiveFlow:Live:WebPubSub:Endpoint"] = Server.Endpoint,
            ["HiveFlow:Live:WebPubSub:AccessKeys:0"] = WebPubSubServer.PrimaryKey,
            ["HiveFlow:Live:WebPubSub:AccessKeys:1"] = WebPubSubServer.SecondaryKey,
            ["HiveFlow:Live:AuthTimeout"] = "00:01:00",
            ["HiveFlow:Live:MaxPerUser"] = "3",
            ["HiveFlow:Live:MaxPerAddress"] = "4",
            ["HiveFlow:Live:MaxSubscriptions"] = "3",
            ["HiveFlow:Gate:TrustedProxies:0"] = "127.0.0.1",
        });
        Server.Upstream = new Uri(Api.Client.BaseAddress!, "/api/live/events");
    }

    public async Task DisposeAsync()
    {
        await Api.DisposeAsync();
        await Server.DisposeAsync();
    }

    /// <summary>Somebody new, at an address of their own.</summary>
    internal async Task<Guest> GuestAsync()
    {
        var number = Interlocked.Increment(ref people);
        var person = await Api.RegisterAsync($"guest{number}@example.com", "Guest");
        return new Guest(person, $"203.0.113.{number}");
    }

    /// <summary>Where somebody may connect.</summary>
    internal async Task<Uri> NegotiateAsync(Guest guest, string? credential = null)
    {
        using var answer = await Api.SendAsync("POST", "/api/live/negotiate", credential ?? guest.Person.Token, null, ("X-Forwarded-For", guest.Address));
        return new Uri((await ApiHost.ReadAsync(answer, HttpStatusCode.OK))["url"]!.GetValue<string>());
    }

    /// <summary>A connection that has said who it is.</summary>
    internal async Task<LiveClient> ConnectAsync(Guest guest, string? credential = null)
    {
        var live = await LiveClient.OpenAtAsync(await NegotiateAsync(guest, credential));
        Assert.Null(live.Refused);
        await live.SayAsync("""{"type":"auth"}""");
        Assert.Equal("ready", (await live.HearAsync())!["type"]!.GetValue<string>());
        return live;
    }

    /// <summary>The code that the service says before it closes.</summary>
    internal static async Task<int?> ClosingAsync(LiveClient live)
    {
        var heard = await live.UntilAsync("closing");
        var code = heard.LastOrDefault() is { } last ? last["code"]?.GetValue<int>() : null;
        Assert.NotNull(await live.EndAsync());
        return code;
    }

    internal static List<long> Numbers(IEnumerable<JsonNode> messages) =>
        [.. messages.Where(m => m["type"]!.GetValue<string>() == "events").SelectMany(m => m["events"]!.AsArray()).Select(e => e!["seq"]!.GetValue<long>())];

    internal sealed record Guest(ApiHost.Person Person, string Address);
}
