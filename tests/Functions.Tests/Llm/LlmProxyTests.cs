using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Llm;
using HiveFlow.Identity.Organizations;
using HiveFlow.Llm.Proxy;
using HiveFlow.Metering.Credits;
using HiveFlow.ModelServer;
using HiveFlow.Storage.Documents;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Functions.Tests.Llm;

[Collection(ApiGroup.Name)]
public sealed class LlmProxyTests(ApiHost api) : IAsyncLifetime
{
    private const string Path = "api/cli/llm/v1/messages";

    private const string Tools = """
        "tools":[{"name":"look","description":"Looks","input_schema":{"type":"object","properties":{"at":{"type":"string"}}}}],"tool_choice":{"type":"any"}
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private ApiHost.Person asker = null!;

    public async Task InitializeAsync()
    {
        asker = await api.SomebodyAsync("asker");
        api.Models.Requests.Clear();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("claude-sonnet-4-5-20250929")]
    [InlineData("claude-sonnet-5")]
    public async Task A_question_passes_to_Anthropic_with_the_operators_key_and_its_answer_comes_back(string model)
    {
        api.Models.Then(ScriptedAnswer.Of("Hi"));

        using var response = await AskAsync($$"""{"model":"{{model}}","max_tokens":50,"messages":[{"role":"user","content":"Hello"}],"temperature":0.5}""");

        var answer = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal(("message", "Hi"), ((string)answer["type"]!, (string)answer["content"]![0]!["text"]!));
        var sent = Assert.Single(api.Models.Requests);
        Assert.Equal(("POST /v1/messages", "sk-operator-anthropic", "2023-06-01"), (sent.Line, sent.Headers["x-api-key"], sent.Headers["anthropic-version"]));
        Assert.Equal((model, 0.5), (sent.Body.GetProperty("model").GetString(), sent.Body.GetProperty("temperature").GetDouble()));
        Assert.DoesNotContain("hf_", string.Join(' ', sent.Headers.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_costs_what_it_used_and_holds_nothing_afterwards()
    {
        api.Models.Then(ScriptedAnswer.Of("Hi") with { InputTokens = 100, OutputTokens = 20 });
        var before = await BalanceAsync();

        using var response = await AskAsync(Question());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(long.Parse(Assert.Single(response.Headers.GetValues("X-Credits-Remaining")), null) < before.Available);
        Assert.Equal((before.Available - (100 * 3) - (20 * 15), before.Held), await BalanceAsync());
    }

    [Theory]
    [InlineData("claude-sonnet-5")]
    [InlineData("house-model")]
    public async Task A_streamed_answer_is_a_stream_of_Anthropics_events_and_is_paid_for(string model)
    {
        api.Models.Then(new ScriptedAnswer { Text = "Grüße, 世界", Calls = [new ScriptedCall("look", """{"at":"the moon"}""", "call_9")], InputTokens = 100, OutputTokens = 20 });
        var before = await BalanceAsync();

        using var response = await AskAsync(Question(model, isStream: true, more: $", {Tools}"));

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var events = EventsOf(await response.Content.ReadAsStringAsync());
        Assert.Equal("message_start", (string)events[0]["type"]!);
        Assert.Equal("message_stop", (string)events[^1]["type"]!);
        Assert.Equal("Grüße, 世界", string.Concat(events.Select(e => (string?)e["delta"]?["text"])));
        Assert.Equal("""{"at":"the moon"}""", string.Concat(events.Select(e => (string?)e["delta"]?["partial_json"])));
        var call = events.First(e => (string?)e["content_block"]?["type"] == "tool_use");
        Assert.Equal(("call_9", "look", 1), ((string)call["content_block"]!["id"]!, (string)call["content_block"]!["name"]!, (int)call["index"]!));
        Assert.Equal("tool_use", (string)events.First(e => (string)e["type"]! == "message_delta")["delta"]!["stop_reason"]!);
        Assert.Equal((before.Available - (100 * 3) - (20 * 15), before.Held), await BalanceAsync());
    }

    [Fact]
    public async Task A_model_of_another_provider_is_asked_in_its_form_and_answers_in_Anthropics()
    {
        api.Models.Then(new ScriptedAnswer { Text = "Look", Calls = [new ScriptedCall("look", """{"at":"x"}""", "call_9")] });
        const string Messages = """
            [{"role":"user","content":"Hello"},{"role":"assistant","content":[{"type":"thinking","thinking":"…","signature":"s"},{"type":"tool_use","id":"t1","name":"look","input":{"at":"y"}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"seen"}]},{"type":"text","text":"And now?"}]}]
            """;

        using var response = await AskAsync($$"""{"model":"house-model","max_tokens":50,"system":[{"type":"text","text":"Be kind"}],"messages":{{Messages}}, {{Tools}}}""");

        var answer = await ApiHost.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal(("house-model", "tool_use", "call_9"), ((string)answer["model"]!, (string)answer["stop_reason"]!, (string)answer["content"]![1]!["id"]!));
        var sent = Assert.Single(api.Models.Requests);
        Assert.Equal(("POST /v1/chat/completions", "Bearer sk-operator-openai"), (sent.Line, sent.Headers["Authorization"]));
        var messages = sent.Body.GetProperty("messages").EnumerateArray().Select(m => m.GetProperty("role").GetString()).ToList();
        Assert.Equal(["system", "user", "assistant", "tool", "user"], messages);
        Assert.Equal(("gpt-house", "required"), (sent.Body.GetProperty("model").GetString(), sent.Body.GetProperty("tool_choice").GetString()));
    }

    [Theory]
    [InlineData("no-such-model", 10, "", 404, "not_found_error")]
    [InlineData("claude-sonnet-5", 0, "", 400, "invalid_request_error")]
    [InlineData("claude-sonnet-5", 10, ",\"service_tier\":\"priority\"", 400, "invalid_request_error")]
    [InlineData("claude-sonnet-5", 10, ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", 400, "invalid_request_error")]
    [InlineData("claude-sonnet-5", 10, ",\"max_tokens\":20", 400, "invalid_request_error")]
    public async Task A_question_that_is_not_taken_is_refused_before_anything_leaves(string model, int tokens, string more, int status, string type)
    {
        using var response = await AskAsync($$"""{"model":"{{model}}","max_tokens":{{tokens}},"messages":[{"role":"user","content":"x"}]{{more}}}""");

        await AssertErrorAsync(response, status, type);
        Assert.Empty(api.Models.Requests);
    }

    [Theory]
    [InlineData(401, 503, "overloaded_error")]
    [InlineData(400, 400, "invalid_request_error")]
    [InlineData(404, 404, "not_found_error")]
    [InlineData(429, 429, "rate_limit_error")]
    [InlineData(500, 503, "overloaded_error")]
    [InlineData(529, 503, "overloaded_error")]
    public async Task A_failure_of_the_provider_is_told_in_Anthropics_form_and_costs_nothing(int provider, int status, string type)
    {
        api.Models.Then(ScriptedAnswer.Failing(provider, "7"));
        var before = await BalanceAsync();

        using var response = await AskAsync(Question(isStream: true));

        await AssertErrorAsync(response, status, type);
        Assert.Equal(before, await BalanceAsync());
    }

    [Theory]
    [InlineData(null, "POST", Path, 401, "authentication_error")]
    [InlineData("hf_wrong", "POST", Path, 401, "authentication_error")]
    [InlineData("read", "POST", Path, 403, "permission_error")]
    [InlineData("execute", "GET", Path, 405, "invalid_request_error")]
    [InlineData("execute", "POST", "api/cli/llm/v1/nothing", 404, "not_found_error")]
    public async Task The_gates_own_refusals_have_Anthropics_form_too(string? credential, string method, string path, int status, string type)
    {
        var key = credential is "read" or "execute" ? await api.KeyAsync(api.Ada, credential) : credential;

        using var response = await api.SendAsync(method, path, key, method == "GET" ? null : Json("{}"));

        await AssertErrorAsync(response, status, type);
    }

    [Fact]
    public async Task A_body_over_four_mebibytes_is_too_large()
    {
        using var response = await AskAsync(Question(text: new string('x', (4 * 1024 * 1024) + 1)));

        await AssertErrorAsync(response, 413, "request_too_large");
    }

    [Fact]
    public async Task A_body_of_almost_four_mebibytes_is_taken()
    {
        api.Models.Then(ScriptedAnswer.Of("long"));

        using var response = await AskAsync(Question(text: new string('x', (4 * 1024 * 1024) - 1_000)));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Too_few_credits_are_a_billing_error_and_nothing_leaves()
    {
        using var response = await AskAsync(Question(text: "x", tokens: 64_000), of: await PoorAsync());

        await AssertErrorAsync(response, 402, "billing_error");
        Assert.Empty(api.Models.Requests);
    }

    [Fact]
    public async Task Who_hangs_up_ends_the_question_at_the_provider_and_pays_for_what_was_written()
    {
        api.Models.Then(new ScriptedAnswer { Text = "a long answer", HangAfter = 6, InputTokens = 100 });
        var before = await BalanceAsync();

        using (var response = await AskAsync(Question(isStream: true)))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            Assert.NotEqual(0, await body.ReadAsync(new byte[10]));
            await api.Models.Requests.Single().Hangs.WaitAsync(Limit);
        }

        await api.Models.Requests.Single().HungUp.WaitAsync(Limit);
        var after = await BalanceWhenAsync(b => b.Held == before.Held);
        Assert.InRange(before.Available - after.Available, 100 * 3, (100 * 3) + (10 * 15));
    }

    [Fact]
    public async Task What_a_question_holds_whose_process_died_is_given_back_after_an_hour_and_not_before()
    {
        // It hangs, and nobody settles it: as after a crash.
        api.Models.Then(new ScriptedAnswer { Text = "never", HangAfter = 0 });
        var somebody = await api.RegisterAsync($"held-{Guid.NewGuid():n}@example.com", "Held");
        var (key, tenant) = (await api.KeyAsync(somebody, "execute"), (await api.CallerAsync(somebody)).Tenant);
        var before = await BalanceAsync(tenant);
        using var patience = new CancellationTokenSource();
        var asking = AskAsync(Question(), key, patience.Token);
        var began = TimeProvider.System.GetTimestamp();
        while (api.Models.Requests.IsEmpty)
        {
            Assert.True(!asking.IsCompleted && TimeProvider.System.GetElapsedTime(began) < Limit, "The provider was never asked.");
            await Task.Yield();
        }

        var held = await BalanceAsync(tenant);
        await RunHoldsJobAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(held, await BalanceAsync(tenant));
        Assert.True(held.Held > before.Held);
        await RunHoldsJobAsync(TimeSpan.FromHours(3));
        Assert.Equal(before, await BalanceAsync(tenant));
        await RunHoldsJobAsync(TimeSpan.FromHours(4));
        Assert.Equal(before, await BalanceAsync(tenant));

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Theory]
    [InlineData("claude-sonnet-5")]
    [InlineData("house-model")]
    public async Task A_stream_that_the_provider_cuts_ends_with_an_error_event(string model)
    {
        api.Models.Then(new ScriptedAnswer { Text = "a long answer", CutAfter = 4 });
        var before = await BalanceAsync();

        using var response = await AskAsync(Question(model, isStream: true));

        var last = EventsOf(await response.Content.ReadAsStringAsync())[^1];
        Assert.Equal(("error", "api_error"), ((string)last["type"]!, (string)last["error"]!["type"]!));
        Assert.Equal(before.Held, (await BalanceAsync()).Held);
    }

    private static string Question(string model = "claude-sonnet-5", bool isStream = false, string text = "Hello", int tokens = 50, string more = "") =>
        $$"""{"model":"{{model}}","max_tokens":{{tokens}},"stream":{{(isStream ? "true" : "false")}},"messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";

    private static List<JsonNode> EventsOf(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!)];

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task AssertErrorAsync(HttpResponseMessage response, int status, string type)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode}: {text}");
        var error = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(["error", "type"], error.Select(member => member.Key).Order());
        Assert.Equal(("error", type), ((string)error["type"]!, (string)error["error"]!["type"]!));
        Assert.NotEmpty((string)error["error"]!["message"]!);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(status is 429 or 503, response.Headers.RetryAfter is not null);
    }

    private async Task<HttpResponseMessage> AskAsync(string body, string? of = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = Json(body) };
        request.Headers.ExpectContinue = body.Length > 1024 * 1024;
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", of ?? await api.KeyAsync(asker, "execute"));
        return await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task RunHoldsJobAsync(TimeSpan later)
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + later);
        var charges = new ProxyCharges(api.Get<CreditBook>(), api.Get<IDocumentStore>(), clock);
        var job = new LlmHoldsJob(api.Get<OrganizationWalk>(), charges, clock);
        while (await job.RunAsync(api.Get<DurableTaskClient>(), clock.GetUtcNow() + TimeSpan.FromHours(1), default))
        {
        }
    }

    /// <summary>A key of somebody whose organization has next to nothing left.</summary>
    private async Task<string> PoorAsync()
    {
        var poor = await api.RegisterAsync($"poor-{Guid.NewGuid():n}@example.com", "Poor");
        var caller = await api.CallerAsync(poor);
        var book = api.Get<CreditBook>();
        var left = (await book.ReadAsync(caller.Tenant, default)).Available;
        Assert.True((await book.HoldAsync(caller.Tenant, left - 1_000, default)).IsSuccess);
        return await api.KeyAsync(poor, "execute");
    }

    private async Task<(long Available, long Held)> BalanceAsync(Tenant? of = null)
    {
        var balance = await api.Get<CreditBook>().ReadAsync(of ?? (await api.CallerAsync(asker)).Tenant, default);
        return (balance.Available, balance.Reserved);
    }

    private async Task<(long Available, long Held)> BalanceWhenAsync(Func<(long Available, long Held), bool> isSo)
    {
        using var bound = new CancellationTokenSource(Limit);
        while (true)
        {
            var balance = await BalanceAsync();
            if (isSo(balance))
            {
                return balance;
            }

            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
