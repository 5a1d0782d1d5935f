using System.Globalization;
using System.Text;
using System.Text.Json;
using HiveFlow.LocalSandbox.Agent;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>The code interpreter: pieces of code run in lasting contexts, told line by line.</summary>
internal sealed class CodeApi(bool hasNode, TimeProvider time)
{
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(5);

    /// <summary>Answers a call on the interpreter's port.</summary>
    public Task HandleAsync(HttpContext http, LiveSandbox sandbox, string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (http.Request.Method, parts) switch
        {
            ("POST", ["execute"]) => ExecuteAsync(http, sandbox),
            ("POST", ["contexts"]) => CreateAsync(http, sandbox),
            ("GET", ["contexts"]) => WireJson.WriteAsync(http.Response, 200, sandbox.Contexts.All.Select(Describe), http.RequestAborted),
            ("POST", ["contexts", var id, "restart"]) => RestartAsync(http, sandbox, id),
            ("DELETE", ["contexts", var id]) => RemoveAsync(http, sandbox, id),
            ("GET", ["health"]) => WireJson.WriteAsync(http.Response, 200, "OK", http.RequestAborted),
            _ => throw WireException.NotFound("no such call"),
        };
    }

    private async Task ExecuteAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var code = body.Text("code") ?? throw WireException.Invalid("code is required");
        var id = body.Text("context_id");
        var language = body.Text("language");
        if (id is not null && language is not null)
        {
            throw WireException.Invalid("only one of context_id or language can be given");
        }

        var context = id is not null ? FindContext(sandbox, id) : await sandbox.Contexts.DefaultAsync(Known(language), http.RequestAborted);
        http.Response.StatusCode = 200;
        http.Response.ContentType = "application/x-ndjson";
        await http.Response.StartAsync(http.RequestAborted);
        await using var lines = new LineWriter(http.Response.BodyWriter, http.RequestAborted);
        var output = new ExecutionOutput(lines, time);
        await using var timer = time.CreateTimer(_ => lines.TryKeepAlive(), null, KeepAliveInterval, KeepAliveInterval);
        try
        {
            var (source, variables) = (Encoding.UTF8.GetBytes(code), body.Variables("env_vars"));
            await sandbox.Contexts.ExecuteAsync(context, source, variables, output.TakeAsync, http.RequestAborted);
            if (output.Died is not null)
            {
                await lines.WriteAsync(DiedLine(sandbox, context, output.Died));
            }

            await lines.WriteAsync(new { type = "end_of_execution" });
        }
        catch (AgentException refused)
        {
            await lines.WriteAsync(new { type = "error", name = "SandboxError", value = refused.Message, traceback = "" });
            await lines.WriteAsync(new { type = "end_of_execution" });
        }
    }

    private static object DiedLine(LiveSandbox sandbox, CodeContext context, AgentMessage end)
    {
        if (context.IsRestarting)
        {
            return new { type = "error", name = "ContextRestarting", value = "The context was restarted or removed.", traceback = "" };
        }

        var how = sandbox.Agent.LimitReached is { } limit && end.Signal == 9 ? $"It was killed: {limit}."
            : end.Signal != 0 ? $"It was ended by signal {end.Signal.ToString(CultureInfo.InvariantCulture)}."
            : "It ended by itself.";
        return new { type = "error", name = "ContextDied", value = "The interpreter is gone. " + how, traceback = "" };
    }

    private async Task CreateAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        var context = await sandbox.Contexts.CreateAsync(Known(body.Text("language")), body.Text("cwd"), http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, Describe(context), http.RequestAborted);
    }

    private static async Task RestartAsync(HttpContext http, LiveSandbox sandbox, string id)
    {
        await sandbox.Contexts.RestartAsync(FindContext(sandbox, id), http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, null, http.RequestAborted);
    }

    private static async Task RemoveAsync(HttpContext http, LiveSandbox sandbox, string id)
    {
        await sandbox.Contexts.RemoveAsync(FindContext(sandbox, id), http.RequestAborted);
        await WireJson.WriteAsync(http.Response, 200, null, http.RequestAborted);
    }

    private string Known(string? language)
    {
        var name = ContextTable.LanguageOf(language) ?? throw new WireException(500, "internal", $"language '{language}' is not supported");
        return name != "javascript" || hasNode ? name
            : throw new WireException(500, "internal", "JavaScript needs Node.js on this machine: apt-get install nodejs");
    }

    private static CodeContext FindContext(LiveSandbox sandbox, string id) =>
        sandbox.Contexts.Find(id) ?? throw WireException.NotFound($"Context {id} not found");

    private static object Describe(CodeContext context) => new { id = context.Id, language = context.Language, cwd = context.Folder };
}
