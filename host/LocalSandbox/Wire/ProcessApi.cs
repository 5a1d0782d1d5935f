using System.Globalization;
using System.Text.Json;
using HiveFlow.LocalSandbox.Agent;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>The agent's <c>process.Process</c>: processes started, followed, fed and killed.</summary>
internal sealed class ProcessApi(TimeProvider time)
{
    private const string SignalPrefix = "SIGNAL_";
    private static readonly TimeSpan DefaultKeepAlive = TimeSpan.FromSeconds(90);
    private static readonly object KeepAlive = new { @event = new { keepalive = new { } } };

    /// <summary>Answers one method.</summary>
    public Task HandleAsync(HttpContext http, LiveSandbox sandbox, string method) => method switch
    {
        "Start" => StartAsync(http, sandbox),
        "Connect" => ConnectAsync(http, sandbox),
        "List" => ListAsync(http, sandbox),
        "SendInput" => SendInputAsync(http, sandbox),
        "SendSignal" => SendSignalAsync(http, sandbox),
        "CloseStdin" => CloseInputAsync(http, sandbox),
        _ => throw WireException.Unimplemented("process.Process/" + method),
    };

    private async Task StartAsync(HttpContext http, LiveSandbox sandbox)
    {
        var stream = new ConnectStream(http);
        var body = await stream.ReadRequestAsync();
        await stream.StartAsync();
        try
        {
            if (body.Get("pty") is not null)
            {
                throw WireException.Unimplemented("a terminal");
            }

            var (process, listener) = await sandbox.Processes.StartAsync(SpecOf(body), http.RequestAborted);
            if (LimitOf(http) is { } limit)
            {
                // On our own clock: the client leaves at that moment, and counts on the process being killed.
                process.KillAfter(limit, time);
            }

            await FollowAsync(http, stream, process, listener);
        }
        catch (AgentException refused)
        {
            await stream.FailAsync(refused.Code, refused.Message);
        }
        catch (WireException refused)
        {
            await stream.FailAsync(refused.Code, refused.Message);
        }
    }

    private async Task ConnectAsync(HttpContext http, LiveSandbox sandbox)
    {
        var stream = new ConnectStream(http);
        var body = await stream.ReadRequestAsync();
        await stream.StartAsync();
        try
        {
            var process = Selected(sandbox, body);
            await FollowAsync(http, stream, process, process.Listen());
        }
        catch (AgentException refused)
        {
            await stream.FailAsync(refused.Code, refused.Message);
        }
    }

    private static async Task ListAsync(HttpContext http, LiveSandbox sandbox)
    {
        await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var processes = sandbox.Processes.Running.Select(process => new
        {
            config = new
            {
                cmd = process.Spec.Command,
                args = process.Spec.Arguments,
                envs = process.Spec.Environment,
                cwd = process.Spec.Folder,
            },
            pid = process.Pid,
            tag = process.Spec.Tag,
        });
        await WireJson.WriteAsync(http.Response, 200, new { processes }, http.RequestAborted);
    }

    private static async Task SendInputAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var process = Selected(sandbox, body);
        if (body.Get("input")?.Get("stdin") is not { } stdin || !stdin.TryGetBytesFromBase64(out var data))
        {
            throw WireException.Unimplemented("input of a terminal");
        }

        await process.WriteAsync(data, http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, new { }, http.RequestAborted);
    }

    private static async Task SendSignalAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        // An enum by its name in the protocol's definition.
        var name = body.Needed("signal");
        if (!name.StartsWith(SignalPrefix, StringComparison.Ordinal))
        {
            throw WireException.Invalid("signal must be SIGNAL_SIGKILL or SIGNAL_SIGTERM");
        }

        await Selected(sandbox, body).SignalAsync(name[SignalPrefix.Length..], http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, new { }, http.RequestAborted);
    }

    private static async Task CloseInputAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        await Selected(sandbox, body).CloseInputAsync(http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, new { }, http.RequestAborted);
    }

    private async Task FollowAsync(HttpContext http, ConnectStream stream, SandboxProcess process, ProcessListener listener)
    {
        var left = http.RequestAborted;
        var silence = KeepAliveOf(http);
        try
        {
            await stream.SendAsync(new { @event = new { start = new { pid = process.Pid } } });
            var next = listener.Reader.WaitToReadAsync(left).AsTask();
            while (true)
            {
                try
                {
                    if (!await next.WaitAsync(silence, time, left))
                    {
                        break;
                    }
                }
                catch (TimeoutException)
                {
                    await stream.SendAsync(KeepAlive);
                    continue;
                }

                while (listener.Reader.TryRead(out var message))
                {
                    if (EventOf(message) is { } told)
                    {
                        await stream.SendAsync(new { @event = told });
                    }
                }

                next = listener.Reader.WaitToReadAsync(left).AsTask();
            }

            if (process.End is { Kind: "end" })
            {
                await stream.EndAsync();
            }
            else
            {
                http.Abort();
            }
        }
        finally
        {
            process.Leave(listener);
        }
    }

    private static object? EventOf(AgentMessage message) => message.Kind switch
    {
        "out" when message.Stream == 1 => new { data = new { stdout = message.Body } },
        "out" => new { data = new { stderr = message.Body } },
        "end" => new { end = EndOf(message) },
        _ => null,
    };

    // The words of Go's exec package, as E2B's agent reports them.
    private static object EndOf(AgentMessage message)
    {
        if (message.Signal != 0)
        {
            var words = message.Signal switch
            {
                2 => "interrupt",
                6 => "aborted",
                9 => "killed",
                11 => "segmentation fault",
                15 => "terminated",
                _ => $"signal {message.Signal}",
            };
            return new { exitCode = -1, exited = false, status = "signal: " + words, error = "signal: " + words };
        }

        var code = message.Code.ValueKind == JsonValueKind.Number && message.Code.TryGetInt32(out var number) ? number : -1;
        var status = "exit status " + code.ToString(CultureInfo.InvariantCulture);
        return new { exitCode = code, exited = true, status, error = code == 0 ? null : status };
    }

    private static ProcessSpec SpecOf(JsonElement body)
    {
        var process = body.Get("process") ?? throw WireException.Invalid("process is required");
        var arguments = new List<string>();
        if (process.Get("args") is { ValueKind: JsonValueKind.Array } given)
        {
            foreach (var argument in given.EnumerateArray())
            {
                arguments.Add(argument.ValueKind == JsonValueKind.String
                    ? argument.GetString()!
                    : throw WireException.Invalid("args must hold strings only"));
            }
        }

        var folder = process.Text("cwd");
        return new ProcessSpec(
            process.Needed("cmd"),
            arguments,
            process.Variables("envs"),
            string.IsNullOrEmpty(folder) ? null : folder,
            body.Flag("stdin") ?? true,
            body.Text("tag"));
    }

    private static SandboxProcess Selected(LiveSandbox sandbox, JsonElement body)
    {
        var process = body.Get("process") ?? throw WireException.Invalid("process is required");
        var (pid, tag) = (process.Number("pid"), process.Text("tag"));
        return pid is null && tag is null ? throw WireException.Invalid("pid or tag is required") : sandbox.Processes.Find(pid, tag);
    }

    private static TimeSpan? LimitOf(HttpContext http) =>
        long.TryParse(http.Request.Headers["Connect-Timeout-Ms"], CultureInfo.InvariantCulture, out var limit)
            && limit is > 0 and < int.MaxValue
            ? TimeSpan.FromMilliseconds(limit)
            : null;

    private static TimeSpan KeepAliveOf(HttpContext http) =>
        int.TryParse(http.Request.Headers["Keepalive-Ping-Interval"], CultureInfo.InvariantCulture, out var seconds)
            && seconds is > 0 and <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : DefaultKeepAlive;
}
