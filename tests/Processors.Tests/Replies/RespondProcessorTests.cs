using System.Text.Json;
using HiveFlow.Processors.Replies;

namespace HiveFlow.Processors.Tests.Replies;

public sealed class RespondProcessorTests
{
    private readonly RespondProcessor _respond = new();

    [Fact]
    public void The_reply_has_status_headers_and_body_and_the_output_is_the_body()
    {
        var result = _respond.Run("""{"status":201,"headers":{"X-Triage":"p1","Retry-After":5},"body":{"ok":true}}""", "[1]");

        Assert.Equal(201, result.Reply!.Status);
        Assert.Equal("p1", result.Reply.Headers["x-triage"]);
        Assert.Equal("5", result.Reply.Headers["retry-after"]);
        Assert.True(JsonElement.DeepEquals(Step.Json("""{"ok":true}"""), result.Reply.Body));
        Step.AssertOutput("""{"ok":true}""", result);
    }

    [Fact]
    public void Without_settings_it_is_200_with_the_input()
    {
        var result = _respond.Run("{}", """{"a":1}""");

        Assert.Equal(200, result.Reply!.Status);
        Assert.True(JsonElement.DeepEquals(Step.Json("""{"a":1}"""), result.Reply.Body));
    }

    [Fact]
    public void A_body_that_is_set_to_null_is_null() => Assert.Equal(JsonValueKind.Null, _respond.Run("""{"body":null}""", "[1]").Reply!.Body.ValueKind);

    [Fact]
    public void A_204_has_no_body_though_something_flows_in() =>
        Assert.Equal(JsonValueKind.Null, _respond.Run("""{"status":204}""", "[1]").Reply!.Body.ValueKind);

    [Theory]
    [InlineData("Set-Cookie")]
    [InlineData("set-cookie2")]
    [InlineData("Access-Control-Allow-Origin")]
    [InlineData("Access-Control-Allow-Credentials")]
    [InlineData("Content-Security-Policy")]
    [InlineData("Content-Security-Policy-Report-Only")]
    [InlineData("Strict-Transport-Security")]
    [InlineData("Connection")]
    [InlineData("Keep-Alive")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Content-Length")]
    [InlineData("Content-Encoding")]
    [InlineData("Upgrade")]
    [InlineData("Trailer")]
    [InlineData("Location")]
    [InlineData("Refresh")]
    [InlineData("Alt-Svc")]
    [InlineData("Clear-Site-Data")]
    [InlineData("Service-Worker-Allowed")]
    [InlineData("WWW-Authenticate")]
    [InlineData("X-Content-Type-Options")]
    [InlineData("X-Frame-Options")]
    [InlineData("X-Accel-Redirect")]
    [InlineData("X-Sendfile")]
    [InlineData("X-Request-Id")]
    [InlineData("X Y")]
    [InlineData("x-ü")]
    [InlineData("")]
    public void A_header_that_is_the_servers_own_is_refused(string name) =>
        Step.AssertSettingFault("headers", _respond.Run($$$"""{"headers":{"{{{name}}}":"x"}}"""));

    [Theory]
    [InlineData("a\\r\\nSet-Cookie: b=c")]
    [InlineData("a\\nb")]
    [InlineData("a\\u0000b")]
    [InlineData("ü")]
    public void A_value_that_could_end_its_line_is_refused(string value) =>
        Step.AssertSettingFault("headers", _respond.Run($$$"""{"headers":{"X-A":"{{{value}}}"}}"""));

    [Theory]
    [InlineData("""{"status":199}""", "status")]
    [InlineData("""{"status":600}""", "status")]
    [InlineData("""{"status":"200"}""", "status")]
    [InlineData("""{"status":302}""", "status")]
    [InlineData("""{"status":304}""", "status")]
    [InlineData("""{"status":204,"body":1}""", "body")]
    [InlineData("""{"headers":[1]}""", "headers")]
    [InlineData("""{"headers":{"X-A":["b"]}}""", "headers")]
    public void A_setting_that_makes_no_sense_is_named(string settings, string setting) => Step.AssertSettingFault(setting, _respond.Run(settings));
}
