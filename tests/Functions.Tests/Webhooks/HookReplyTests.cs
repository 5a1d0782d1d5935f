using System.Net;
using System.Text.Json.Nodes;
using HiveFlow.Functions.Tests.Waits;

namespace HiveFlow.Functions.Tests.Webhooks;

[Collection(ApiGroup.Name)]
public sealed class HookReplyTests(ApiHost api)
{
    private const string ByFlow = """{"reply":"flow","replySeconds":60}""";

    [Fact]
    public async Task A_flow_that_responds_gives_status_headers_and_body_to_the_sender()
    {
        var hook = await Hook.MakeAsync(
            api, ByFlow, """{"nodeType":"respond","status":201,"headers":{"X-Own":"yes","Retry-After":"7"},"body":{"hello":"{{ trigger.body.name }}"}}""");

        using var response = await hook.SendAsync("""{"name":"{{ 6*7 }}"}""");

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("yes", Assert.Single(response.Headers.GetValues("X-Own")));
        Assert.Equal(7, response.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("""{"hello":"{{ 6*7 }}"}""", JsonNode.Parse(await response.Content.ReadAsStringAsync())!.ToJsonString(
            new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Fact]
    public async Task A_page_that_a_flow_answers_is_sandboxed_and_sets_nothing_of_ours()
    {
        var hook = await Hook.MakeAsync(
            api, ByFlow, """{"nodeType":"respond","headers":{"Content-Type":"text/html"},"body":"<script>alert(document.cookie)</script>"}""");

        using var response = await hook.SendAsync();

        Assert.StartsWith("sandbox", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.DoesNotContain("allow-", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("<script>alert(document.cookie)</script>", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("Access-Control-Allow-Origin")]
    [InlineData("Content-Security-Policy")]
    [InlineData("Strict-Transport-Security")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Connection")]
    [InlineData("Content-Length")]
    [InlineData("Location")]
    public async Task A_flow_that_sets_a_header_of_the_server_answers_nothing_but_that_it_failed(string header)
    {
        var hook = await Hook.MakeAsync(api, ByFlow, $$$"""{"nodeType":"respond","headers":{"{{{header}}}":"7"},"body":"secret"}""");

        using var response = await hook.SendAsync();

        Assert.Equal("webhook_run_failed", await Problem.CodeAsync(response, HttpStatusCode.InternalServerError));
        Assert.NotEqual("7", response.Headers.TryGetValues(header, out var values) ? string.Join(',', values) : null);
    }

    [Fact]
    public async Task A_flow_that_takes_longer_than_the_webhook_says_is_202_and_goes_on()
    {
        var hook = await Hook.MakeAsync(api, """{"reply":"flow","replySeconds":1}""", """{"nodeType":"delay","seconds":86400}""");

        var run = await hook.DeliverAsync();

        await WaitFunctionTests.EndAsync(hook.Owner, run, "waiting");
        await hook.Owner.CallAsync("POST", $"api/runs/{run}/cancel");
    }

    [Fact]
    public async Task A_flow_without_a_respond_node_is_200_with_its_run_and_the_same_delivery_again_has_the_same_answer()
    {
        var hook = await Hook.MakeAsync(api, ByFlow);
        using var first = await hook.SendAsync("{}", "application/json", ("X-GitHub-Delivery", "once"));
        using var again = await hook.SendAsync("{}", "application/json", ("X-GitHub-Delivery", "once"));
        var run = (await ApiHost.ReadAsync(first, HttpStatusCode.OK))["executionId"]!.GetValue<string>();
        Assert.Equal(run, (await ApiHost.ReadAsync(again, HttpStatusCode.OK))["executionId"]!.GetValue<string>());
        Assert.Single(await hook.RunsAsync());
    }

    [Fact]
    public async Task A_simple_webhook_answers_at_once_and_nothing_else()
    {
        var hook = await Hook.MakeAsync(api);
        Assert.Equal("validation_failed", await hook.Owner.FailAsync(
            "POST", $"api/flows/{hook.Flow}/webhooks", HttpStatusCode.UnprocessableEntity, """{"type":"simple","reply":"flow"}"""));
    }
}
