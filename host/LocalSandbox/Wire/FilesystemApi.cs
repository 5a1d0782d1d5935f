using HiveFlow.LocalSandbox.Agent;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>The agent's <c>filesystem.Filesystem</c>: entries listed, moved, removed and watched, all inside the jail.</summary>
internal sealed class FilesystemApi(TimeProvider time)
{
    private const int MostDepth = 64;
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(50);

    /// <summary>Answers one method.</summary>
    public Task HandleAsync(HttpContext http, LiveSandbox sandbox, string method) => method switch
    {
        "Stat" => EntryAsync(http, sandbox, "stat"),
        "MakeDir" => EntryAsync(http, sandbox, "make"),
        "Move" => MoveAsync(http, sandbox),
        "Remove" => RemoveAsync(http, sandbox),
        "ListDir" => ListAsync(http, sandbox),
        "WatchDir" => WatchAsync(http, sandbox),
        _ => throw WireException.Unimplemented("filesystem.Filesystem/" + method),
    };

    private static async Task EntryAsync(HttpContext http, LiveSandbox sandbox, string operation)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var request = new AgentRequest { Op = "file", Do = operation, Path = body.Needed("path") };
        var answer = await sandbox.Agent.AskAsync(request, default, http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, new { entry = Describe(answer.Entry) }, http.RequestAborted);
    }

    private static async Task MoveAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var (source, target) = (body.Needed("source"), body.Needed("destination"));
        var request = new AgentRequest { Op = "file", Do = "move", Source = source, Destination = target };
        var answer = await sandbox.Agent.AskAsync(request, default, http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, new { entry = Describe(answer.Entry) }, http.RequestAborted);
    }

    private static async Task RemoveAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var request = new AgentRequest { Op = "file", Do = "remove", Path = body.Needed("path") };
        await sandbox.Agent.AskAsync(request, default, http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, new { }, http.RequestAborted);
    }

    private static async Task ListAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var depth = Math.Clamp(body.Number("depth") ?? 1, 1, MostDepth);
        var request = new AgentRequest { Op = "file", Do = "list", Path = body.Needed("path"), Depth = depth };
        await using var call = await sandbox.Agent.CallAsync(request, default, http.RequestAborted);
        var entries = new List<object?>();
        AgentMessage message;
        while ((message = await call.NextAsync(http.RequestAborted)).Kind == "entries")
        {
            entries.AddRange((message.Entries ?? []).Select(Describe));
        }

        await WireJson.WriteAsync(http.Response, 200, new { entries }, http.RequestAborted);
    }

    private async Task WatchAsync(HttpContext http, LiveSandbox sandbox)
    {
        var stream = new ConnectStream(http);
        var body = await stream.ReadRequestAsync();
        await stream.StartAsync();
        AgentCall? call = null;
        try
        {
            var request = new AgentRequest { Op = "watch", Path = body.Needed("path"), Recursive = body.Flag("recursive") ?? false };
            call = await sandbox.Agent.CallAsync(request, default, http.RequestAborted);
            await call.NextAsync(http.RequestAborted);
            await stream.SendAsync(new { start = new { } });
            var next = call.NextAsync(http.RequestAborted).AsTask();
            while (true)
            {
                try
                {
                    var message = await next.WaitAsync(KeepAlive, time, http.RequestAborted);
                    await stream.SendAsync(new { filesystem = new { name = message.Name, type = "EVENT_TYPE_" + message.Type } });
                    next = call.NextAsync(http.RequestAborted).AsTask();
                }
                catch (TimeoutException)
                {
                    await stream.SendAsync(new { keepalive = new { } });
                }
            }
        }
        catch (Exception refused) when (refused is AgentException or WireException)
        {
            await stream.FailAsync(refused is AgentException agent ? agent.Code : ((WireException)refused).Code, refused.Message);
        }
        finally
        {
            if (call is not null)
            {
                await StopAsync(sandbox, call);
            }
        }
    }

    private static async Task StopAsync(LiveSandbox sandbox, AgentCall call)
    {
        await call.DisposeAsync();
        try
        {
            await sandbox.Agent.SendAsync(new AgentRequest { Op = "unwatch", Watch = call.Id }, default, CancellationToken.None);
        }
        catch (JailGoneException)
        {
            // And the watch with it.
        }
    }

    private static object? Describe(AgentEntry? entry) => entry is null ? null : new
    {
        name = entry.Name,
        type = entry.Type switch { "dir" => "FILE_TYPE_DIRECTORY", "link" => "FILE_TYPE_SYMLINK", _ => "FILE_TYPE_FILE" },
        path = entry.Path,
        size = entry.Size.ToString(System.Globalization.CultureInfo.InvariantCulture),
        mode = entry.Mode,
        permissions = entry.Permissions,
        owner = entry.Owner,
        group = entry.Group,
        modifiedTime = DateTimeOffset.FromUnixTimeMilliseconds(entry.Modified).UtcDateTime,
        symlinkTarget = entry.Target,
    };
}
