using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HiveFlow.Errors;
using HiveFlow.Functions.Devices;
using HiveFlow.Functions.Gate;
using HiveFlow.Identity.Accounts;

namespace HiveFlow.Functions.Tests.Devices;

[Collection(ApiGroup.Name)]
public sealed class DeviceFunctionTests(ApiHost api)
{
    private const string Base = "/api/auth/cli/device/";

    [Fact]
    public async Task A_device_starts_polls_and_gets_its_key_with_the_names_that_the_public_command_line_reads()
    {
        var started = await StartAsync("ada's laptop");
        Assert.Equal(3, started["interval"]!.GetValue<int>());
        Assert.Equal(600, started["expires_in"]!.GetValue<int>());
        var userCode = started["user_code"]!.GetValue<string>();
        Assert.Matches("^[A-Z]{4}-[A-Z]{4}$", userCode);
        Assert.Equal($"http://localhost:3001/cli-login?code={userCode}", started["verification_url"]!.GetValue<string>());

        using var shown = await CallAsync("show", api.Ada.Token, new { user_code = userCode });
        var device = (await ApiHost.ReadAsync(shown, HttpStatusCode.OK))["device"]!;
        Assert.Equal("ada's laptop", device["device_name"]!.GetValue<string>());
        Assert.Equal("127.0.0.1", device["address"]!.GetValue<string>());
        using var approved = await CallAsync("approve", api.Ada.Token, new { user_code = userCode.ToLowerInvariant() });
        await ApiHost.ReadAsync(approved, HttpStatusCode.OK);

        var poll = await PollAsync(started);
        Assert.Equal("approved", poll["status"]!.GetValue<string>());
        var token = poll["token"]!.GetValue<string>();
        Assert.StartsWith("hf_", token, StringComparison.Ordinal);
        Assert.Equal(token, (await PollAsync(started))["token"]!.GetValue<string>());
        using var verified = await api.SendAsync("GET", "/api/auth/cli/verify", token);
        Assert.Equal(api.Ada.Email, (await ApiHost.ReadAsync(verified, HttpStatusCode.OK))["email"]!.GetValue<string>());
        using var flows = await api.SendAsync("GET", "/api/flows", token);
        Assert.Equal(HttpStatusCode.OK, flows.StatusCode);
    }

    [Fact]
    public async Task A_device_that_waits_hears_pending_and_one_that_was_denied_hears_so()
    {
        var started = await StartAsync("eve's");
        var pending = await PollAsync(started);
        Assert.Equal("pending", pending["status"]!.GetValue<string>());
        Assert.Equal(3, pending["interval"]!.GetValue<int>());
        Assert.False(pending.AsObject().ContainsKey("token"));

        // Too fast: a look into the store is spared, and the interval says so.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await PollAsync(started))["interval"]!.GetValue<int>() is var interval && interval != 6)
        {
            // On a busy machine the interval may be over before the next one comes.
            Assert.Equal(3, interval);
            patience.Token.ThrowIfCancellationRequested();
        }

        var denied = await StartAsync("denied");
        using var done = await CallAsync("deny", api.Ada.Token, new { user_code = denied["user_code"]!.GetValue<string>() });
        await ApiHost.ReadAsync(done, HttpStatusCode.OK);
        Assert.Equal("denied", (await PollAsync(denied))["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("{}", "device_code")]
    [InlineData("{\"device_code\":1}", "device_code")]
    [InlineData("{\"device_code\":\"x\",\"colour\":1}", "colour")]
    [InlineData("{\"device_code\":\"x\",\"device_code\":\"y\"}", "device_code")]
    [InlineData("{", null)]
    [InlineData("[]", null)]
    public async Task A_poll_that_cannot_be_read_is_200_and_expired_and_names_the_field(string body, string? field)
    {
        using var response = await api.SendAsync("POST", Base + "poll", content: new StringContent(body, null, "application/json"));

        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var poll = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal("expired", poll["status"]!.GetValue<string>());
        Assert.NotEmpty(poll["error"]!.GetValue<string>());
        if (field is not null)
        {
            Assert.NotNull(poll["errors"]![field]);
        }
    }

    [Fact]
    public async Task A_poll_with_an_unknown_code_a_wrong_type_or_too_much_is_200_and_expired()
    {
        foreach (var content in new HttpContent[]
        {
            JsonContent.Create(new { device_code = new string('A', 43) }),
            JsonContent.Create(new { device_code = api.Ada.Token }),
            new StringContent("device_code=x", null, "application/x-www-form-urlencoded"),
            new ByteArrayContent(new byte[(1024 * 1024) + 1]),
        })
        {
            using var response = await api.SendAsync("POST", Base + "poll", content: content);
            Assert.Equal("expired", (await ApiHost.ReadAsync(response, HttpStatusCode.OK))["status"]!.GetValue<string>());
        }
    }

    [Fact]
    public void A_poll_that_is_refused_for_now_is_pending_with_the_wait_that_is_asked_for()
    {
        foreach (var (error, interval) in new[]
        {
            (AccountErrors.TooManyTries(TimeSpan.FromSeconds(30)), 30),
            (RequestErrors.Unavailable("away", TimeSpan.FromSeconds(2)), 6),
            (RequestErrors.Internal(), 6),
        })
        {
            var answer = Assert.IsType<JsonAnswer>(new PollRefusalAttribute().Of(error));
            var poll = JsonNode.Parse(answer.Body.Span)!;
            Assert.Equal((200, "pending", interval), (answer.Status, poll["status"]!.GetValue<string>(), poll["interval"]!.GetValue<int>()));
        }
    }

    [Theory]
    [InlineData("show")]
    [InlineData("approve")]
    [InlineData("deny")]
    public async Task Only_a_persons_session_decides(string what)
    {
        var started = await StartAsync("no key");
        var body = new { user_code = started["user_code"]!.GetValue<string>() };
        var (_, key) = await api.NewKeyAsync(api.Ada, "read", "write", "execute");

        using var withKey = await CallAsync(what, key, body);
        Assert.Equal("session_required", await Problem.CodeAsync(withKey, HttpStatusCode.Forbidden));
        using var withNothing = await CallAsync(what, null, body);
        Assert.Equal("credential_missing", await Problem.CodeAsync(withNothing, HttpStatusCode.Unauthorized));
        Assert.Equal("pending", (await PollAsync(started))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_code_that_is_none_is_422_and_an_unknown_one_404()
    {
        var person = await api.RegisterAsync("guesser@example.com", "Guesser");
        using var odd = await CallAsync("approve", person.Token, new { user_code = "AEIO-U123" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, odd.StatusCode);
        Assert.NotNull((await Problem.OfAsync(odd))["errors"]!["user_code"]);
        using var unknown = await CallAsync("approve", person.Token, new { user_code = "BCDF-GHJK" });
        Assert.Equal("not_found", await Problem.CodeAsync(unknown, HttpStatusCode.NotFound));
    }

    private async Task<JsonNode> StartAsync(string name)
    {
        using var response = await CallAsync("start", null, new { device_name = name });
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private async Task<JsonNode> PollAsync(JsonNode started)
    {
        using var response = await CallAsync("poll", null, new { device_code = started["device_code"]!.GetValue<string>() });
        return await ApiHost.ReadAsync(response, HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> CallAsync(string what, string? credential, object body) =>
        api.SendAsync("POST", Base + what, credential, JsonContent.Create(body));
}
