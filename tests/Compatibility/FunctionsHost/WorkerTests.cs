using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HiveFlow.Compatibility.FunctionsHost;

public sealed partial class WorkerTests(StandInHost host) : IClassFixture<StandInHost>
{
    [Fact]
    public async Task The_worker_answers_its_health()
    {
        using var answer = await host.Http.GetAsync("/api/health");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task What_the_gate_refuses_is_a_problem_document_sent_once()
    {
        using var answer = await host.Http.GetAsync("/api/flows");
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("credential_missing", (await JsonAsync(answer)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("POST", "/api/health", 405)]
    public async Task What_no_function_takes_goes_to_the_last_one(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await host.Http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_person_registers_and_a_flow_runs_through_the_official_durable_functions()
    {
        var token = await LogInAsync("ada@example.com");
        var flow = await PostAsync(token, "/api/flows", """
            {
              "name": "Azure", "nodes": [
                {"id": "start", "type": "custom", "position": {"x": 0, "y": 0}, "data": {"nodeType": "trigger", "startNode": true}},
                {"id": "hello", "type": "custom", "position": {"x": 0, "y": 0}, "data": {"nodeType": "set", "values": {"greeting": "Hello, {{ inputs.name }}!"}, "checkpoint": true}},
                {"id": "again", "type": "custom", "position": {"x": 0, "y": 0}, "data": {"nodeType": "set", "values": {"text": "{{ nodes.hello.output.greeting }}"}, "checkpoint": true}}
              ],
              "edges": [{"id": "e1", "source": "start", "target": "hello"}, {"id": "e2", "source": "hello", "target": "again"}]
            }
            """);
        Assert.Equal(201, flow.Status);
        var id = flow.Body.GetProperty("flow").GetProperty("id").GetString();

        var run = await PostAsync(token, $"/api/flows/{id}/execute?wait=30", """{"inputs": {"name": "Ada"}}""");

        Assert.True(run.Status == 200, $"{run.Status}: {run.Body} {string.Join('\n', host.Link.Log)}");
        Assert.True(run.Body.GetProperty("status").GetString() == "completed", run.Body.ToString());
        Assert.Contains("Hello, Ada!", run.Body.ToString(), StringComparison.Ordinal);
        var steps = await SendAsync(HttpMethod.Get, token, $"/api/runs/{run.Body.GetProperty("executionId").GetString()}/steps", null);
        Assert.Equal(3, steps.Body.GetProperty("steps").GetArrayLength());
    }

    [Fact]
    public async Task A_durable_timer_wakes_a_run_and_its_events_are_streamed()
    {
        var token = await LogInAsync("grace@example.com");
        var id = await DelayedFlowAsync(token, "1s");

        var run = await PostAsync(token, $"/api/flows/{id}/execute?wait=30", "{}");

        Assert.True(run.Body.GetProperty("status").GetString() == "completed", run.Body.ToString());
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/runs/{run.Body.GetProperty("executionId").GetString()}/events");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await host.Http.SendAsync(request);
        var events = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("step.waiting", events, StringComparison.Ordinal);
        Assert.Contains("run.completed", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_waiting_run_is_cancelled()
    {
        var token = await LogInAsync("edsger@example.com");
        var id = await DelayedFlowAsync(token, "1h");
        var run = await PostAsync(token, $"/api/flows/{id}/execute", "{}");
        var runId = run.Body.GetProperty("executionId").GetString();

        var cancelled = await PostAsync(token, $"/api/runs/{runId}/cancel", "");

        Assert.True(cancelled.Status == 200, $"{cancelled.Status}: {cancelled.Body}");
        Assert.Equal("cancelled", cancelled.Body.GetProperty("run").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Every_function_of_the_package_is_loaded()
    {
        var functions = (await host.Link.Ready).Functions;
        Assert.Contains(functions, f => f.Name == "RunFlow");
        Assert.Contains(functions, f => f.Name == "RunSteps");
        Assert.True(functions.Count > 60);
    }

    private async Task<string> DelayedFlowAsync(string token, string duration)
    {
        var flow = await PostAsync(token, "/api/flows", $$$"""
            {
              "name": "Later", "nodes": [
                {"id": "start", "type": "custom", "position": {"x": 0, "y": 0}, "data": {"nodeType": "trigger", "startNode": true}},
                {"id": "later", "type": "custom", "position": {"x": 0, "y": 0}, "data": {"nodeType": "delay", "duration": "{{{duration}}}"}}
              ],
              "edges": [{"id": "e1", "source": "start", "target": "later"}]
            }
            """);
        return flow.Body.GetProperty("flow").GetProperty("id").GetString()!;
    }

    private async Task<string> LogInAsync(string email)
    {
        var registered = await PostAsync(null, "/api/auth/register", $$"""{"email": "{{email}}", "password": "a rather long one for tests 7391", "name": "Ada"}""");
        Assert.True(registered.Status == 201, $"{registered.Status}: {registered.Body}");
        var mail = Directory.GetFiles(host.MailFolder, "*.eml").Select(File.ReadAllText).Single(m => m.Contains(email, StringComparison.Ordinal));
        var verified = await PostAsync(null, "/api/auth/otp/verify", $$"""
            {"challenge": "{{registered.Body.GetProperty("challenge").GetString()}}", "code": "{{Code().Match(mail).Value}}", "method": "email"}
            """);
        Assert.True(verified.Status == 200, $"{verified.Status}: {verified.Body}");
        return verified.Body.GetProperty("token").GetString()!;
    }

    private Task<(int Status, JsonElement Body)> PostAsync(string? token, string path, string json) => SendAsync(HttpMethod.Post, token, path, json);

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string? token, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (json is not null)
        {
            request.Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        }

        using var answer = await host.Http.SendAsync(request);
        return ((int)answer.StatusCode, await JsonAsync(answer));
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>();

    [GeneratedRegex(@"\b[0-9]{6}\b", RegexOptions.NonBacktracking)]
    private static partial Regex Code();
}
