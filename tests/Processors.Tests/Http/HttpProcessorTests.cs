using System.Text.Json;
using HiveFlow.Outgoing;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.Processors.Tests.Http;

public sealed class HttpProcessorTests
{
    [Fact]
    public async Task A_JSON_answer_comes_out_parsed_with_status_headers_and_time()
    {
        await using var target = await Target.StartAsync(200, "application/json; charset=utf-8", """{"id":7,"tags":["a"]}""");

        var result = await target.CallAsync("""{"url":"URL/items"}""");

        Assert.Null(result.Error);
        Assert.Equal(200, result.Output.GetProperty("status").GetInt32());
        Assert.Equal(7, result.Output.GetProperty("body").GetProperty("id").GetInt32());
        Assert.StartsWith("application/json", result.Output.GetProperty("headers").GetProperty("content-type").GetString(), StringComparison.Ordinal);
        Assert.True(result.Output.GetProperty("durationMs").GetInt64() >= 0);
        Assert.Equal(1, result.Usage["http.requests"]);
        Assert.Equal("""{"id":7,"tags":["a"]}""".Length, result.Usage["http.bytes"]);
    }

    [Fact]
    public async Task Method_query_headers_and_JSON_body_are_sent_as_set()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        var result = await target.CallAsync("""
            {"url":"URL/a?x=1#part","method":"POST","query":{"q":"ä b&c","n":5,"list":["x","y"],"none":null},
             "headers":{"X-Mine":"yes","X-None":null},"body":{"a":[1,"ü"]}}
            """);

        Assert.Null(result.Error);
        var (line, headers, body) = Assert.Single(target.Requests);
        Assert.Equal("POST /a?x=1&q=%C3%A4%20b%26c&n=5&list=x&list=y", line);
        Assert.Equal("yes", headers["X-Mine"]);
        Assert.False(headers.ContainsKey("X-None"));
        Assert.Equal("application/json", headers.ContentType);
        Assert.Equal("""{"a":[1,"ü"]}""", body);
    }

    [Theory]
    [InlineData("""{"url":"URL","method":"POST","body":"plain"}""", "text/plain; charset=utf-8", "plain")]
    [InlineData("""{"url":"URL","method":"POST","body":"plain","bodyType":"json"}""", "application/json", "\"plain\"")]
    [InlineData("""{"url":"URL","method":"PUT","body":{"a":"1 2","b":["x","y"]},"bodyType":"form"}""", "application/x-www-form-urlencoded", "a=1%202&b=x&b=y")]
    [InlineData("""{"url":"URL","method":"POST","body":{"a":1},"bodyType":"text"}""", "text/plain; charset=utf-8", """{"a":1}""")]
    [InlineData("""{"url":"URL","method":"PATCH","body":"<a/>","headers":{"content-type":"application/xml"}}""", "application/xml", "<a/>")]
    public async Task A_body_is_sent_as_its_type_says(string settings, string contentType, string expected)
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        await target.CallAsync(settings);

        var request = Assert.Single(target.Requests);
        Assert.Equal(contentType, request.Headers.ContentType);
        Assert.Equal(expected, request.Body);
    }

    [Fact]
    public async Task The_steps_idempotency_key_is_sent_unless_the_node_sets_one()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "ok");

        await target.CallAsync("""{"url":"URL","method":"POST"}""");
        await target.CallAsync("""{"url":"URL","method":"POST","headers":{"idempotency-key":"own"}}""");

        Assert.Equal(["run1/node1/0", "own"], target.Requests.Select(r => r.Headers["Idempotency-Key"].ToString()));
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(400, false)]
    [InlineData(501, false)]
    [InlineData(302, false)]
    [InlineData(408, true)]
    [InlineData(425, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task A_status_that_is_not_expected_is_a_failure_with_the_answer_as_its_output(int status, bool retryable)
    {
        await using var target = await Target.StartAsync(status, "application/json", """{"why":"because"}""");

        var result = await target.CallAsync("""{"url":"URL/path?token=canary"}""");

        Assert.Equal(ProcessorErrors.UnexpectedStatusCode, result.Error!.Code);
        Assert.Equal(retryable, result.IsRetryable);
        Assert.Equal("because", result.Output.GetProperty("body").GetProperty("why").GetString());
        Assert.DoesNotContain("canary", result.Error.Message, StringComparison.Ordinal);
        Assert.Equal(1, result.Usage["http.requests"]);
    }

    [Theory]
    [InlineData("[404]", 404, true)]
    [InlineData("[\"4xx\",\"2xx\"]", 418, true)]
    [InlineData("[201]", 200, false)]
    public async Task Expected_statuses_are_no_failure(string expect, int status, bool good)
    {
        await using var target = await Target.StartAsync(status, "text/plain", "x");

        var result = await target.CallAsync($$"""{"url":"URL","expect":{{expect}}}""");

        Assert.Equal(good, result.Error is null);
    }

    [Theory]
    [InlineData("text/plain", "grüße", "auto", "\"grüße\"")]
    [InlineData("text/plain", "{}", "json", "{}")]
    [InlineData("application/problem+json", "{\"a\":1}", "auto", "{\"a\":1}")]
    [InlineData("application/json", "{broken", "auto", "\"{broken\"")]
    [InlineData("application/json", "{\"a\":\"\\ud800\"}", "auto", "\"{\\\"a\\\":\\\"\\\\ud800\\\"}\"")]
    [InlineData("application/json", "1 2", "auto", "\"1 2\"")]
    [InlineData("application/json", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", "auto", "\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\"")]
    [InlineData("application/json", "{\"a\":1}", "text", "\"{\\\"a\\\":1}\"")]
    [InlineData("application/octet-stream", "abc", "auto", "\"YWJj\"")]
    [InlineData("text/plain", "abc", "base64", "\"YWJj\"")]
    [InlineData("application/json", "", "auto", "null")]
    public async Task A_body_is_read_as_its_type_says(string contentType, string body, string responseType, string expected)
    {
        await using var target = await Target.StartAsync(200, contentType, body);

        var result = await target.CallAsync($$"""{"url":"URL","responseType":"{{responseType}}"}""");

        Assert.Null(result.Error);
        Assert.True(JsonElement.DeepEquals(Step.Json(expected), result.Output.GetProperty("body")), result.Output.GetRawText());
    }

    [Fact]
    public async Task An_answer_that_is_not_the_JSON_asked_for_is_a_failure_that_shows_it()
    {
        await using var target = await Target.StartAsync(200, "text/html", "<html>");

        var result = await target.CallAsync("""{"url":"URL","responseType":"json"}""");

        Assert.Equal(ProcessorErrors.AnswerNotJsonCode, result.Error!.Code);
        Assert.Equal("<html>", result.Output.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Redirects_are_followed_only_when_the_node_asks()
    {
        await using var target = await Target.StartAsync(http =>
        {
            if (http.Request.Path == "/")
            {
                http.Response.Redirect("/end");
            }

            return Task.CompletedTask;
        });

        Assert.Equal(302, (await target.CallAsync("""{"url":"URL"}""")).Output.GetProperty("status").GetInt32());
        var followed = await target.CallAsync("""{"url":"URL","followRedirects":true}""");
        Assert.Equal(200, followed.Output.GetProperty("status").GetInt32());
        Assert.Equal(2, followed.Usage["http.requests"]);
    }

    [Fact]
    public async Task A_larger_answer_than_the_node_takes_is_a_failure()
    {
        await using var target = await Target.StartAsync(200, "text/plain", new string('x', 2000));

        var result = await target.CallAsync("""{"url":"URL","maxBytes":1000}""");

        Assert.Equal(OutgoingErrors.ResponseTooLargeCode, result.Error!.Code);
        Assert.False(result.IsRetryable);
    }

    [Fact]
    public async Task An_address_of_this_machine_is_refused_unless_the_operator_allows_it()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "secret");

        var result = await target.CallAsync("""{"url":"http://localhost:1/"}""");

        Assert.Equal(OutgoingErrors.AddressRefusedCode, result.Error!.Code);
        Assert.False(result.IsRetryable);
    }

    [Fact]
    public async Task A_step_whose_deadline_has_passed_times_out_and_may_be_tried_again()
    {
        await using var target = await Target.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));

        var result = await target.CallAsync("""{"url":"URL"}""", TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(1));

        Assert.Equal(OutgoingErrors.TimeoutCode, result.Error!.Code);
        Assert.True(result.IsRetryable);
    }

    [Theory]
    [InlineData("{}", "url")]
    [InlineData("""{"url":5}""", "url")]
    [InlineData("""{"url":"URL","method":"get"}""", "method")]
    [InlineData("""{"url":"URL","method":"TRACE"}""", "method")]
    [InlineData("""{"url":"URL","body":"x"}""", "body")]
    [InlineData("""{"url":"URL","method":"POST","body":[1],"bodyType":"form"}""", "body")]
    [InlineData("""{"url":"URL","method":"POST","body":{"a":{}},"bodyType":"form"}""", "body")]
    [InlineData("""{"url":"URL","bodyType":"xml"}""", "bodyType")]
    [InlineData("""{"url":"URL","query":["a"]}""", "query")]
    [InlineData("""{"url":"URL","headers":{"A":"1","a":"2"}}""", "headers")]
    [InlineData("""{"url":"URL","maxBytes":10485761}""", "maxBytes")]
    [InlineData("""{"url":"URL","maxBytes":0}""", "maxBytes")]
    [InlineData("""{"url":"URL","expect":[99]}""", "expect")]
    [InlineData("""{"url":"URL","expect":["6xx"]}""", "expect")]
    [InlineData("""{"url":"URL","expect":200}""", "expect")]
    [InlineData("""{"url":"URL","followRedirects":"true"}""", "followRedirects")]
    public async Task A_setting_that_makes_no_sense_is_named_and_nothing_is_sent(string settings, string setting)
    {
        await using var target = await Target.StartAsync(200, "text/plain", "x");

        Step.AssertSettingFault(setting, await target.CallAsync(settings));
        Assert.Empty(target.Requests);
    }

    [Fact]
    public async Task A_header_with_a_line_break_is_refused_and_nothing_is_sent()
    {
        await using var target = await Target.StartAsync(200, "text/plain", "x");

        var result = await target.CallAsync("""{"url":"URL","headers":{"X-A":"b\r\nX-B: c"}}""");

        Assert.Equal(OutgoingErrors.RequestInvalidCode, result.Error!.Code);
        Assert.Empty(target.Requests);
    }
}
