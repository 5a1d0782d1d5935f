using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text.Json;
using HiveFlow.Errors;

namespace HiveFlow.Sandbox.E2B;

/// <summary>Programs run in a sandbox by its agent.</summary>
internal sealed class SandboxProcesses(SandboxWire wire, TimeProvider time)
{
    private const int KeepAliveSeconds = 20;
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3 * KeepAliveSeconds);
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 16 };

    /// <summary>Runs a program to its end and hands on its output.</summary>
    public Task<Result<CommandEnd>> RunAsync(
        SandboxHandle sandbox, SandboxCommand command, CommandOutput output, CancellationToken cancellationToken) =>
        RunAsync(sandbox, command, output, static _ => { }, cancellationToken);

    /// <summary>The same, and tells the program's number once it has started.</summary>
    public async Task<Result<CommandEnd>> RunAsync(
        SandboxHandle sandbox, SandboxCommand command, CommandOutput output, Action<long> started, CancellationToken cancellationToken)
    {
        using var request = wire.ToSandbox(HttpMethod.Post, sandbox, SandboxWire.AgentPort, "/process.Process/Start");
        request.Headers.Add("Connect-Protocol-Version", "1");
        request.Headers.Add("Connect-Timeout-Ms", ((long)command.Timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("Keepalive-Ping-Interval", KeepAliveSeconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "dXNlcjo=");
        request.Content = new ByteArrayContent(ConnectFrames.Encode(JsonSerializer.SerializeToUtf8Bytes(new
        {
            process = new { cmd = command.Program, args = command.Arguments, envs = command.Environment, cwd = command.Folder },
            stdin = command.HasInput,
        })));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+json");
        var opened = await wire.OpenAsync(request, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        using var response = opened.Value;
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            if (!response.IsSuccessStatusCode)
            {
                var body = await BoundedBody.ReadAsync(response.Content, SandboxWire.MostAnswer, both.Token);
                return body.IsSuccess ? SandboxWire.Refused(response.StatusCode, body.Value) : body.Error;
            }

            if (response.Content.Headers.ContentType?.MediaType != "application/connect+json")
            {
                return SandboxErrors.Failed("The sandbox's agent answered with another type than a stream.");
            }

            await using var stream = await response.Content.ReadAsStreamAsync(both.Token);
            return await FollowAsync(PipeReader.Create(stream), output, started, () => silence.CancelAfter(LongestSilence), both.Token);
        }
        catch (WireFormatException problem)
        {
            return SandboxErrors.Failed(problem.Message);
        }
        catch (Exception problem) when (SandboxWire.Explain(problem, cancellationToken) is not null)
        {
            return SandboxWire.Explain(problem, cancellationToken)!;
        }
    }

    /// <summary>Writes to the standard input of a program that runs.</summary>
    public async Task<Result> SendInputAsync(SandboxHandle sandbox, long pid, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var request = wire.ToSandbox(HttpMethod.Post, sandbox, SandboxWire.AgentPort, "/process.Process/SendInput");
        request.Headers.Add("Connect-Protocol-Version", "1");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "dXNlcjo=");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { process = new { pid }, input = new { stdin = input.ToArray() } }));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var answer = await wire.AskAsync(request, SandboxWire.MostAnswer, cancellationToken);
        return !answer.IsSuccess ? answer.Error
            : answer.Value.IsSuccess ? Result.Success
            : SandboxWire.Refused(answer.Value.Status, answer.Value.Body);
    }

    private static async Task<Result<CommandEnd>> FollowAsync(
        PipeReader reader, CommandOutput output, Action<long> started, Action heard, CancellationToken cancellationToken)
    {
        CommandEnd? end = null;
        await foreach (var (flags, payload) in ConnectFrames.ReadAllAsync(reader, cancellationToken))
        {
            heard();
            using var document = Parse(payload);
            var root = document.RootElement;
            if (flags == ConnectFrames.EndOfStream)
            {
                if (root.TryGetProperty("error", out var error))
                {
                    return SandboxErrors.Failed($"The sandbox's agent refused: {Text(error, "code")}: {Text(error, "message")}");
                }
            }
            else if (root.TryGetProperty("event", out var told) && told.ValueKind == JsonValueKind.Object)
            {
                if (told.TryGetProperty("start", out var start) && start.ValueKind == JsonValueKind.Object)
                {
                    started(start.TryGetProperty("pid", out var pid) && pid.TryGetInt64(out var number) ? number : 0);
                }

                end = Take(told, output) ?? end;
            }
        }

        return end is not null ? end : SandboxErrors.Failed("The program ended without saying how.");
    }

    private static CommandEnd? Take(JsonElement told, CommandOutput output)
    {
        if (told.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in data.EnumerateObject().Where(property => property.Name is "stdout" or "stderr"))
            {
                if (property.Value.ValueKind != JsonValueKind.String || !property.Value.TryGetBytesFromBase64(out var bytes))
                {
                    throw new WireFormatException("Output of the program is not base64.");
                }

                output(property.Name == "stderr", bytes);
            }
        }

        if (!told.TryGetProperty("end", out var end) || end.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // proto3 JSON leaves defaults out: no exit code is 0, no "exited" is false.
        var isTold = end.TryGetProperty("exitCode", out var value) && value.ValueKind == JsonValueKind.Number;
        var code = isTold && value.TryGetInt32(out var number) ? number : 0;
        var hasExited = end.TryGetProperty("exited", out var exited) && exited.ValueKind == JsonValueKind.True;
        return new CommandEnd(code, hasExited, Text(end, "status"));
    }

    private static JsonDocument Parse(byte[] payload)
    {
        try
        {
            var document = JsonDocument.Parse(payload, Reading);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new WireFormatException("A frame of the sandbox's stream is not an object.");
        }
        catch (JsonException)
        {
            throw new WireFormatException("A frame of the sandbox's stream is not valid JSON.");
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
