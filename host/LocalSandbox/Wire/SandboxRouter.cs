using HiveFlow.Errors;
using HiveFlow.LocalSandbox.Agent;
using HiveFlow.LocalSandbox.Sandboxes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HiveFlow.LocalSandbox.Wire;

/// <summary>
/// Tells the parts of the wire apart and checks the key or token of each: the control plane by path, the parts of a sandbox by the
/// headers that E2B's own proxy uses.
/// </summary>
internal sealed partial class SandboxRouter(
    Secret apiKey,
    SandboxRegistry registry,
    SandboxApi control,
    ProcessApi processes,
    FilesystemApi filesystem,
    FilesApi files,
    CodeApi code,
    TimeProvider time,
    ILogger logger)
{
    private const string AgentPort = "49983";
    private const string CodePort = "49999";

    /// <summary>Answers every request of the server.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            await RouteAsync(http);
        }
        catch (WireException refused)
        {
            await RefuseAsync(http, refused.Status, refused.Code, refused.Message);
        }
        catch (AgentException refused)
        {
            await RefuseAsync(http, WireException.StatusOf(refused.Code), refused.Code, refused.Message);
        }
        catch (JailGoneException)
        {
            await GoneAsync(http, http.Request.Headers["E2b-Sandbox-Id"].ToString());
        }
        catch (BadHttpRequestException refused)
        {
            await RefuseAsync(http, refused.StatusCode, "invalid_argument", "the request can't be read");
        }
        catch (Exception problem) when (problem is InvalidDataException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(http, 400, "invalid_argument", "the body can't be read");
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client has left.
        }
        catch (Exception problem)
        {
            Failed(logger, http.Request.Method, http.Request.Path, problem);
            await RefuseAsync(http, 500, "internal", "the local sandbox server failed");
        }
    }

    private Task RouteAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        var isSecond = path.StartsWith("/v2/", StringComparison.Ordinal);
        var plain = isSecond ? path[3..] : path;
        if (plain == "/sandboxes" || plain.StartsWith("/sandboxes/", StringComparison.Ordinal))
        {
            return apiKey.Matches(http.Request.Headers["X-API-Key"])
                ? control.HandleAsync(http, isSecond, plain["/sandboxes".Length..])
                : throw WireException.Unauthenticated("the API key is missing or wrong");
        }

        var id = http.Request.Headers["E2b-Sandbox-Id"].ToString();
        if (id.Length == 0 && path == "/files" && http.Request.Query.ContainsKey("signature"))
        {
            return files.HandleAsync(http, FileSignature.Find(registry, http.Request, time));
        }

        var sandbox = registry.Find(id);
        if (sandbox is null)
        {
            return GoneAsync(http, id);
        }

        var port = http.Request.Headers["E2b-Sandbox-Port"].ToString();
        return port switch
        {
            CodePort => sandbox.TrafficToken.Matches(http.Request.Headers["E2B-Traffic-Access-Token"])
                ? code.HandleAsync(http, sandbox, path)
                : throw new WireException(403, "permission_denied", "the traffic access token is missing or wrong"),
            AgentPort or "" => AgentAsync(http, sandbox, path),
            _ => ClosedAsync(http, id, port),
        };
    }

    private static Task ClosedAsync(HttpContext http, string id, string port)
    {
        var body = new { sandboxId = id, message = "The sandbox is running but port is not open", port, code = 502 };
        return WireJson.WriteAsync(http.Response, 502, body, http.RequestAborted);
    }

    private Task AgentAsync(HttpContext http, LiveSandbox sandbox, string path)
    {
        if (path == "/health" && HttpMethods.IsGet(http.Request.Method))
        {
            http.Response.StatusCode = 204;
            return Task.CompletedTask;
        }

        if (path == "/files" && http.Request.Query.ContainsKey("signature"))
        {
            FileSignature.Check(sandbox, http.Request, time);
            return files.HandleAsync(http, sandbox);
        }

        if (!sandbox.AgentToken.Matches(http.Request.Headers["X-Access-Token"]))
        {
            throw WireException.Unauthenticated("the access token is missing or wrong");
        }

        AgentUser.Check(http.Request);
        const string process = "/process.Process/";
        const string filesystemPath = "/filesystem.Filesystem/";
        if (HttpMethods.IsPost(http.Request.Method) && path.StartsWith(process, StringComparison.Ordinal))
        {
            return processes.HandleAsync(http, sandbox, path[process.Length..]);
        }

        if (HttpMethods.IsPost(http.Request.Method) && path.StartsWith(filesystemPath, StringComparison.Ordinal))
        {
            return filesystem.HandleAsync(http, sandbox, path[filesystemPath.Length..]);
        }

        return path switch
        {
            "/files" => files.HandleAsync(http, sandbox),
            "/envs" when HttpMethods.IsGet(http.Request.Method) =>
                WireJson.WriteAsync(http.Response, 200, sandbox.Environment, http.RequestAborted),
            "/metrics" => throw WireException.Unimplemented("metrics"),
            _ => throw WireException.NotFound("no such call"),
        };
    }

    private static async Task RefuseAsync(HttpContext http, int status, string code, string message)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        // Connect clients read the code's name, all others the number.
        var isRpc = http.Request.Path.Value?.Contains('.', StringComparison.Ordinal) == true;
        object body = isRpc ? new { code, message } : new { code = status, message };
        await WireJson.WriteAsync(http.Response, status, body, CancellationToken.None);
    }

    private static async Task GoneAsync(HttpContext http, string id)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }

        var body = new { sandboxId = id, message = "The sandbox was not found", code = 502 };
        await WireJson.WriteAsync(http.Response, 502, body, CancellationToken.None);
    }

    [LoggerMessage(1, LogLevel.Error, "The local sandbox server failed at {Method} {Path}.")]
    private static partial void Failed(ILogger logger, string method, string path, Exception problem);
}
