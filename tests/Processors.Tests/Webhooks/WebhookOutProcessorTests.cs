using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HiveFlow.Outgoing;
using HiveFlow.Outgoing.Signatures;
using HiveFlow.Processors.Tests.Credentials;
using HiveFlow.Processors.Tests.Http;
using HiveFlow.Processors.Webhooks;
using HiveFlow.Vault.Credentials;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Processors.Tests.Webhooks;

public sealed class WebhookOutProcessorTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Fact]
    public void The_signature_is_the_published_one() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        StandardSignature.Of(Convert.FromBase64String(Secret["whsec_".Length..]), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, """{"test": 2432232314}"""u8));

    [Fact]
    public async Task A_message_arrives_signed_over_its_id_time_and_body()
    {
        await using var target = await Target.StartAsync(202, "application/json", """{"ok":true}""");

        var result = await SendAsync(target, """{"url":"URL/in","credentialId":"x","body":{"n":1}}""");

        Assert.Null(result.Error);
        var (line, headers, body) = Assert.Single(target.Requests);
        var id = headers["webhook-id"].ToString();
        Assert.Equal(("POST /in", """{"n":1}""", "application/json"), (line, body, headers.ContentType.ToString()));
        Assert.Equal(Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), headers["webhook-timestamp"]);
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.1614265330.{body}"));
        Assert.Equal("v1," + Convert.ToBase64String(mac), headers["webhook-signature"]);
        Assert.Equal((id, 202), (result.Output.GetProperty("webhookId").GetString(), result.Output.GetProperty("status").GetInt32()));
        Assert.True(result.Output.GetProperty("body").GetProperty("ok").GetBoolean());
        Assert.Equal(id, headers["Idempotency-Key"]);
    }

    [Fact]
    public async Task A_named_event_is_wrapped_with_its_time()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        await SendAsync(target, """{"url":"URL","credentialId":"x","type":"order.made"}""", """{"id":7}""");

        Assert.Equal("""{"type":"order.made","timestamp":"2021-02-25T15:02:10Z","data":{"id":7}}""", Assert.Single(target.Requests).Body);
    }

    [Theory]
    [InlineData(500, true)]
    [InlineData(429, true)]
    [InlineData(410, false)]
    [InlineData(400, false)]
    [InlineData(302, false)]
    public async Task A_refused_message_fails_and_another_try_has_the_same_id_and_a_new_time(int status, bool isRetryable)
    {
        await using var target = await Target.StartAsync(status, "text/plain", "no");
        var clock = new FakeTimeProvider(Now);

        var first = await SendAsync(target, """{"url":"URL","credentialId":"x"}""", clock: clock);
        clock.Advance(TimeSpan.FromMinutes(10));
        await SendAsync(target, """{"url":"URL","credentialId":"x"}""", clock: clock);

        Assert.Equal((ProcessorErrors.UnexpectedStatusCode, isRetryable), (first.Error!.Code, first.IsRetryable));
        var headers = target.Requests.Select(r => r.Headers).ToList();
        Assert.Equal(2, headers.Count);
        Assert.Equal(headers[0]["webhook-id"], headers[1]["webhook-id"]);
        Assert.NotEqual(headers[0]["webhook-timestamp"], headers[1]["webhook-timestamp"]);
    }

    [Fact]
    public async Task Nothing_leaves_for_a_host_that_the_credential_does_not_name()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        var result = await SendAsync(target, """{"url":"URL","credentialId":"x"}""", hosts: "api.example.com");

        Assert.Equal(OutgoingErrors.HostNotBoundCode, result.Error!.Code);
        Assert.Empty(target.Requests);
    }

    [Theory]
    [InlineData("""{"secret":"too short"}""")]
    [InlineData("""{"secret":"whsec_bm90IGxvbmcgZW5vdWdo"}""")]
    [InlineData("""{"secret":"whsec_%%%"}""")]
    public async Task A_secret_that_receivers_would_not_take_is_refused(string data)
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        Step.AssertSettingFault("credentialId", await SendAsync(target, """{"url":"URL","credentialId":"x"}""", data: data));
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task What_makes_no_sense_is_named()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        Step.AssertSettingFault("url", await SendAsync(target, """{"credentialId":"x"}"""));
        Step.AssertSettingFault("type", await SendAsync(target, """{"url":"URL","type":1}"""));
        Step.AssertSettingFault("body", await SendAsync(target, $$"""{"url":"URL","body":"{{new string('x', 1 << 20)}}"}"""));
        Step.AssertSettingFault("credentialId", await new WebhookOutProcessor(target.Client, TimeProvider.System).RunAsync(Step.With("""{"url":"https://a.example"}"""), default));
        var wrong = await SendAsync(target, """{"url":"URL","credentialId":"x"}""", type: "bearer", data: """{"token":"t"}""");
        Assert.Equal(CredentialErrors.WrongTypeCode, wrong.Error!.Code);
        Assert.Empty(target.Requests);
    }

    private static async Task<StepResult> SendAsync(
        Target target, string settings, string input = "null", TimeProvider? clock = null, string? hosts = null, string type = "signing", string? data = null)
    {
        var credentials = OpenCredential.Named(type, data ?? $$"""{"secret":"{{Secret}}"}""", hosts ?? new Uri(target.Url).Authority);
        var step = Step.With(settings.Replace("URL", target.Url, StringComparison.Ordinal), input).With(credentials);
        return await new WebhookOutProcessor(target.Client, clock ?? new FakeTimeProvider(Now)).RunAsync(step, default);
    }
}
