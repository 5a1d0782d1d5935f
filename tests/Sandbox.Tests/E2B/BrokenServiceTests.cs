using System.Text;
using HiveFlow.Errors;
using HiveFlow.Sandbox.E2B;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace HiveFlow.Sandbox.Tests.E2B;

/// <summary>What our client makes of a service that answers badly: always a value, never an exception, never a hang.</summary>
public sealed class BrokenServiceTests
{
    private const string Lines = "application/x-ndjson";
    private const string Stream = "application/connect+json";

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sandboxID\":5}")]
    [InlineData("{\"sandboxID\":\"../x\"}")]
    [InlineData("{\"sandboxID\":\"i1\",\"domain\":\"evil.example/x\"}")]
    [InlineData("{\"sandboxID\":\"i1\"")]
    public async Task A_new_sandbox_that_is_not_usable_is_a_failure(string body)
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(201, body));
        Failed(await CreateAsync(service));
    }

    [Theory]
    [InlineData(401, "{\"code\":401,\"message\":\"bad key\"}", "401: bad key")]
    [InlineData(429, "{\"message\":\"slow down\"}", "429: slow down")]
    [InlineData(500, "<html>", "500")]
    [InlineData(302, "", "302")]
    public async Task A_refusal_is_told_with_its_status_and_message(int status, string body, string expected)
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(status, body));
        Assert.Contains(expected, Failed(await CreateAsync(service)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_larger_than_allowed_is_refused_by_its_announced_length()
    {
        await using var service = await ScriptedService.StartAsync(async http =>
        {
            http.Response.ContentLength = 1L << 40;
            await http.Response.Body.FlushAsync();
        });
        Assert.Contains("larger", Failed(await CreateAsync(service)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_larger_than_allowed_is_refused_without_an_announced_length()
    {
        await using var service = await ScriptedService.StartAsync(async http =>
        {
            var piece = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            }
        });
        Assert.Contains("larger", Failed(await CreateAsync(service)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_shorter_than_announced_is_a_failure()
    {
        await using var service = await ScriptedService.StartAsync(async http =>
        {
            http.Response.ContentLength = 100;
            await http.Response.WriteAsync("{\"sandboxID\":\"i1\"}");
            await http.Response.Body.FlushAsync();
            http.Abort();
        });
        Failed(await CreateAsync(service));
    }

    [Fact]
    public async Task A_service_that_never_answers_fails_after_a_minute()
    {
        var time = new FakeTimeProvider();
        var arrived = new TaskCompletionSource();
        await using var service = await ScriptedService.StartAsync(
            async http =>
            {
                arrived.TrySetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            },
            time);
        var creating = CreateAsync(service);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.Contains("in time", Failed(await creating).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_a_failure()
    {
        var service = await ScriptedService.StartAsync(ScriptedService.Text(200, "{}"));
        await service.DisposeAsync();
        await using var clients = await ScriptedService.StartAsync(ScriptedService.Text(200, "{}"));
        Failed(await new SandboxClient(new SandboxWire(clients.Clients, service.Endpoint, TimeProvider.System)).KillAsync("i1", default));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{}]")]
    [InlineData("[5]")]
    [InlineData("[")]
    public async Task A_list_that_is_none_is_a_failure(string body)
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(200, body));
        Failed(await new SandboxClient(service.Wire).ListAsync(new Dictionary<string, string>(), default));
    }

    [Fact]
    public async Task A_list_whose_pages_never_end_is_left_after_a_bounded_number()
    {
        await using var service = await ScriptedService.StartAsync(async http =>
        {
            http.Response.Headers["X-Next-Token"] = "again";
            await ScriptedService.Text(200, "[{\"sandboxID\":\"i1\"}]")(http);
        });
        var listed = await new SandboxClient(service.Wire).ListAsync(new Dictionary<string, string>(), default);
        Assert.Equal(100, listed.Value!.Count);
    }

    [Theory]
    [InlineData("{\"type\":\"stdout\",\"text\":\"x\"}\n")]
    [InlineData("")]
    [InlineData("{\"type\":\"end_of_exec")]
    [InlineData("\n{\"type\":\"end_of_execution\"}\n")]
    public async Task An_execution_whose_answer_is_cut_or_garbled_is_a_failure(string body)
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(200, body, Lines));
        Failed(await ExecuteAsync(service));
    }

    [Fact]
    public async Task An_execution_whose_connection_breaks_at_any_byte_is_a_failure()
    {
        var whole = "{\"type\":\"stdout\",\"text\":\"x\"}\n{\"type\":\"end_of_execution\"}\n"u8.ToArray();
        for (var length = 1; length < whole.Length; length += 7)
        {
            await using var service = await ScriptedService.StartAsync(ScriptedService.Broken(whole[..length], Lines));
            Failed(await ExecuteAsync(service));
        }
    }

    [Fact]
    public async Task An_execution_that_falls_silent_is_a_failure()
    {
        var time = new FakeTimeProvider();
        var heard = new TaskCompletionSource();
        await using var service = await ScriptedService.StartAsync(
            async http =>
            {
                http.Response.ContentType = Lines;
                await http.Response.WriteAsync("{\"type\":\"keepalive\"}\n");
                await http.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            },
            time);
        var executing = new CodeInterpreter(service.Wire, time).ExecuteAsync(ScriptedService.Sandbox, "1", null, _ => heard.TrySetResult(), default);
        await heard.Task.WaitAsync(TimeSpan.FromSeconds(60));
        time.Advance(TimeSpan.FromSeconds(61));
        Failed(await executing);
    }

    [Fact]
    public async Task An_execution_carries_both_tokens_and_the_ports_number()
    {
        Dictionary<string, string> headers = [];
        await using var service = await ScriptedService.StartAsync(async http =>
        {
            headers = http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            await ScriptedService.Text(200, "{\"type\":\"end_of_execution\"}\n", Lines)(http);
        });
        Assert.True((await ExecuteAsync(service)).IsSuccess);
        Assert.Equal("agent", headers["X-Access-Token"]);
        Assert.Equal("traffic", headers["E2B-Traffic-Access-Token"]);
        Assert.Equal("49999", headers["E2b-Sandbox-Port"]);
        Assert.Equal("i1", headers["E2b-Sandbox-Id"]);
    }

    [Fact]
    public async Task A_command_ends_as_the_service_says()
    {
        var body = Frames(
            (0, """{"event":{"start":{"pid":5}}}"""), (0, """{"event":{"data":{"stdout":"aGk="}}}"""), (0, """{"event":{"keepalive":{}}}"""),
            (0, """{"event":{"end":{"exitCode":7,"exited":true,"status":"exit status 7"}}}"""), (2, "{}"));
        await using var service = await ScriptedService.StartAsync(Bytes(body));
        var (ended, output) = await RunAsync(service);
        Assert.Equal(new CommandEnd(7, true, "exit status 7"), ended.Value);
        Assert.Equal("hi", output);
    }

    [Theory]
    [InlineData("""{"event":{"end":{"exited":true}}}""", """{"error":{"code":"internal","message":"boom"}}""", "boom")]
    [InlineData("""{"event":{"start":{"pid":5}}}""", "{}", "without saying how")]
    [InlineData("""{"event":{"data":{"stdout":"***"}}}""", "{}", "base64")]
    [InlineData("[]", "{}", "not an object")]
    [InlineData("{", "{}", "not valid JSON")]
    public async Task A_command_whose_stream_makes_no_sense_is_a_failure(string first, string last, string expected)
    {
        await using var service = await ScriptedService.StartAsync(Bytes(Frames((0, first), (2, last))));
        Assert.Contains(expected, Failed((await RunAsync(service)).Ended).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_whose_connection_breaks_at_any_byte_is_a_failure()
    {
        var whole = Frames((0, """{"event":{"end":{"exited":true}}}"""), (2, "{}"));
        for (var length = 1; length < whole.Length; length++)
        {
            await using var service = await ScriptedService.StartAsync(ScriptedService.Broken(whole[..length], Stream));
            Failed((await RunAsync(service)).Ended);
        }
    }

    [Fact]
    public async Task An_answer_of_another_type_than_a_stream_is_a_failure()
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(200, "{}"));
        Assert.Contains("another type", Failed((await RunAsync(service)).Ended).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_larger_than_asked_for_is_refused_and_one_that_is_missing_is_none()
    {
        await using var service = await ScriptedService.StartAsync(http =>
            http.Request.Query["path"] == "/missing" ? ScriptedService.Text(404, "{}")(http) : ScriptedService.Text(200, new string('x', 101))(http));
        Failed(await new SandboxFiles(service.Wire).ReadAsync(ScriptedService.Sandbox, "/file", 100, default));
        Assert.Equal(101, (await new SandboxFiles(service.Wire).ReadAsync(ScriptedService.Sandbox, "/file", 101, default)).Value!.Length);
        var missing = await new SandboxFiles(service.Wire).ReadAsync(ScriptedService.Sandbox, "/missing", 100, default);
        Assert.True(missing.IsSuccess);
        Assert.Null(missing.Value);
    }

    [Fact]
    public async Task Credentials_never_leave_over_plain_http()
    {
        await using var service = await ScriptedService.StartAsync(ScriptedService.Text(200, "{}"));
        var plain = service.Endpoint with { Api = new Uri("http://sandbox.example") };
        var client = new SandboxClient(new SandboxWire(service.Clients, plain, TimeProvider.System));
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.KillAsync("i1", default));
    }

    private static Task<Result<SandboxHandle>> CreateAsync(ScriptedService service) =>
        new SandboxClient(service.Wire).CreateAsync(new SandboxCreation("base", TimeSpan.FromMinutes(1)), default);

    private static Task<Result> ExecuteAsync(ScriptedService service) =>
        new CodeInterpreter(service.Wire, TimeProvider.System).ExecuteAsync(ScriptedService.Sandbox, "1", null, _ => { }, default);

    private static async Task<(Result<CommandEnd> Ended, string Output)> RunAsync(ScriptedService service)
    {
        var output = new StringBuilder();
        var processes = new SandboxProcesses(service.Wire, TimeProvider.System);
        var ended = await processes.RunAsync(
            ScriptedService.Sandbox, new SandboxCommand("x", []), (_, bytes) => output.Append(Encoding.UTF8.GetString(bytes)), default);
        return (ended, output.ToString());
    }

    private static RequestDelegate Bytes(byte[] body) => async http =>
    {
        http.Response.ContentType = Stream;
        await http.Response.BodyWriter.WriteAsync(body);
    };

    private static byte[] Frames(params (byte Flags, string Json)[] frames)
    {
        var all = new List<byte>();
        foreach (var (flags, json) in frames)
        {
            var frame = ConnectFrames.Encode(Encoding.UTF8.GetBytes(json));
            frame[0] = flags;
            all.AddRange(frame);
        }

        return [.. all];
    }

    private static Error Failed<T>(Result<T> result)
    {
        Assert.False(result.IsSuccess);
        Assert.Equal(SandboxErrors.FailedCode, result.Error.Code);
        return result.Error;
    }

    private static void Failed(Result result)
    {
        Assert.False(result.IsSuccess);
        Assert.Equal(SandboxErrors.FailedCode, result.Error.Code);
    }
}
