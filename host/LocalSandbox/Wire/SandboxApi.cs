using System.Globalization;
using System.Text.Json;
using HiveFlow.LocalSandbox.Jails;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>The control plane: sandboxes made, found, kept alive and killed.</summary>
internal sealed class SandboxApi(SandboxRegistry registry, LocalSandboxOptions options)
{
    // What the clients switch features by; later ones store metadata with files.
    private const string AgentVersion = "0.6.1";
    private const string ClientId = "local";
    private const int DefaultSeconds = 300;
    private const int OldDefaultSeconds = 15;

    /// <summary>Answers a call below <c>/sandboxes</c> or <c>/v2/sandboxes</c>.</summary>
    public Task HandleAsync(HttpContext http, bool isSecondVersion, string rest)
    {
        var parts = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (http.Request.Method, parts) switch
        {
            ("POST", []) => CreateAsync(http, isSecondVersion ? DefaultSeconds : OldDefaultSeconds),
            ("GET", []) => ListAsync(http),
            ("GET", [var id]) => WireJson.WriteAsync(http.Response, 200, Describe(Find(id), true), http.RequestAborted),
            ("DELETE", [var id]) => KillAsync(http, id),
            ("POST", [var id, "timeout"]) => SetTimeoutAsync(http, Find(id)),
            ("POST", [var id, "refreshes"]) => RefreshAsync(http, Find(id)),
            ("POST", [var id, "connect"]) => ConnectAsync(http, Find(id)),
            (_, [_, "pause" or "resume" or "metrics" or "logs" or "snapshots"]) => throw WireException.Unimplemented(parts[1]),
            _ => throw WireException.NotFound("no such call"),
        };
    }

    private async Task CreateAsync(HttpContext http, int seconds)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        if (body.Flag("allow_internet_access") == true || body.Flag("allowInternetAccess") == true)
        {
            throw WireException.Invalid("local sandboxes have no internet access");
        }

        if (body.Get("volumeMounts") is { ValueKind: JsonValueKind.Array } mounts && mounts.GetArrayLength() > 0)
        {
            throw WireException.Unimplemented("volumeMounts");
        }

        var spec = new SandboxSpec(
            body.Text("templateID") ?? "base",
            Seconds(body.Number("timeout") ?? seconds),
            body.Texts("metadata"),
            body.Variables("envVars"));
        LiveSandbox sandbox;
        try
        {
            sandbox = await registry.CreateAsync(spec, http.RequestAborted)
                ?? throw new WireException(429, "resource_exhausted", $"more than {options.MaxSandboxes} sandboxes at once");
        }
        catch (JailStartException problem)
        {
            throw new WireException(500, "internal", problem.Message);
        }

        await WireJson.WriteAsync(http.Response, 201, Opened(sandbox), http.RequestAborted);
    }

    private async Task ListAsync(HttpContext http)
    {
        var query = http.Request.Query;
        var wanted = Metadata(query["metadata"]);
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 100) : 100;
        var states = query["state"].ToString();
        var found = states.Length > 0 && !states.Contains("running", StringComparison.Ordinal)
            ? []
            : registry.All.Where(sandbox => wanted.All(pair => sandbox.Spec.Metadata.GetValueOrDefault(pair.Key) == pair.Value)).ToList();
        if (query["template"].ToString() is { Length: > 0 } template)
        {
            found.RemoveAll(sandbox => sandbox.Spec.Template != template);
        }

        if (query["order"] == "asc")
        {
            found.Reverse();
        }

        var token = query["nextToken"].ToString();
        var start = token.Length == 0 ? 0 : found.FindIndex(sandbox => sandbox.Id == token) + 1;
        var page = found.Skip(start).Take(limit).ToList();
        http.Response.Headers["X-Total-Running"] = found.Count.ToString(CultureInfo.InvariantCulture);
        if (start + page.Count < found.Count && page.Count > 0)
        {
            http.Response.Headers["X-Next-Token"] = page[^1].Id;
        }

        await WireJson.WriteAsync(http.Response, 200, page.Select(sandbox => Describe(sandbox, false)), http.RequestAborted);
    }

    private async Task KillAsync(HttpContext http, string id)
    {
        if (!await registry.RemoveAsync(id))
        {
            throw WireException.NotFound($"sandbox {id} not found");
        }

        http.Response.StatusCode = 204;
    }

    private async Task SetTimeoutAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        registry.SetEnd(sandbox, Seconds(body.Number("timeout") ?? throw WireException.Invalid("timeout is required")));
        http.Response.StatusCode = 204;
    }

    private async Task RefreshAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        registry.Extend(sandbox, Seconds(Math.Min(3600, body.Number("duration") ?? DefaultSeconds)));
        http.Response.StatusCode = 204;
    }

    private async Task ConnectAsync(HttpContext http, LiveSandbox sandbox)
    {
        var body = await WireJson.ReadAsync(http.Request, http.RequestAborted);
        registry.Extend(sandbox, Seconds(body.Number("timeout") ?? DefaultSeconds));
        await WireJson.WriteAsync(http.Response, 200, Opened(sandbox), http.RequestAborted);
    }

    private LiveSandbox Find(string id) => registry.Find(id) ?? throw WireException.NotFound($"sandbox {id} not found");

    private TimeSpan Seconds(int count) => count > 0 && count <= options.MaxLifetime.TotalSeconds
        ? TimeSpan.FromSeconds(count)
        : throw WireException.Invalid($"timeout must be from 1 to {options.MaxLifetime.TotalSeconds:0} seconds");

    // Encoded three times by E2B's clients: once for the query, once as a form, and each key and value once more before that.
    private static Dictionary<string, string> Metadata(string? text)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in (text ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var cut = pair.IndexOf('=', StringComparison.Ordinal);
            var (key, value) = cut < 0 ? (pair, "") : (pair[..cut], pair[(cut + 1)..]);
            all[Decode(key)] = Decode(value);
        }

        return all;

        static string Decode(string encoded) => Uri.UnescapeDataString(Uri.UnescapeDataString(encoded.Replace('+', ' ')));
    }

    private static object Opened(LiveSandbox sandbox) => new
    {
        sandboxID = sandbox.Id,
        templateID = sandbox.Spec.Template,
        clientID = ClientId,
        envdVersion = AgentVersion,
        envdAccessToken = sandbox.AgentToken.Reveal(),
        trafficAccessToken = sandbox.TrafficToken.Reveal(),
    };

    private object Describe(LiveSandbox sandbox, bool isDetail) => new
    {
        sandboxID = sandbox.Id,
        templateID = sandbox.Spec.Template,
        clientID = ClientId,
        envdVersion = AgentVersion,
        startedAt = sandbox.StartedAt,
        endAt = sandbox.EndAt,
        state = "running",
        cpuCount = Environment.ProcessorCount,
        memoryMB = options.MemoryMegabytes,
        diskSizeMB = options.DiskMegabytes,
        metadata = sandbox.Spec.Metadata,
        volumeMounts = Array.Empty<string>(),
        envdAccessToken = isDetail ? sandbox.AgentToken.Reveal() : null,
        allowInternetAccess = isDetail ? false : (bool?)null,
        lifecycle = isDetail ? new { onTimeout = "kill", autoResume = false } : null,
    };
}
