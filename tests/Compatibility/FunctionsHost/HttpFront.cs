using System.Text.Json;
using HiveFlow.Compatibility.FunctionsHost.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>
/// The platform's front end and the host's HTTP side: the first route that matches in the order of function names takes the request, which
/// then goes to the worker twice: as an invocation and, whole, to the worker's own server.
/// </summary>
public sealed class HttpFront(WorkerLink link, WorkerFunctions functions, string durableBackEnd) : IDisposable
{
    /// <summary>The address that the front end sees the client under; a test may choose one.</summary>
    public const string ClientHeader = "X-Stand-In-Client";

    private static readonly HashSet<string> Hop = new(["Host", "Connection", "Transfer-Encoding", "Keep-Alive", "Expect"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpClient worker = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        Expect100ContinueTimeout = TimeSpan.FromMinutes(2),
    })
    {
        BaseAddress = new Uri(functions.HttpUri),
    };

    public void Map(IEndpointRouteBuilder routes)
    {
        var order = 0;
        foreach (var function in functions.Functions.OrderBy(f => f.Name, StringComparer.OrdinalIgnoreCase))
        {
            var trigger = function.RawBindings.Select(b => JsonDocument.Parse(b).RootElement)
                .FirstOrDefault(b => b.GetProperty("type").GetString() == "httpTrigger");
            if (trigger.ValueKind == JsonValueKind.Object)
            {
                var methods = trigger.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!);
                routes.MapMethods("/" + trigger.GetProperty("route").GetString(), methods, http => ServeAsync(http, function)).WithOrder(order++);
            }
        }
    }

    public void Dispose() => worker.Dispose();

    private async Task ServeAsync(HttpContext http, RpcFunctionMetadata function)
    {
        MarkAsForwarded(http);
        var body = await BindingData.ReadWholeAsync(http);
        var invocation = new InvocationRequest { InvocationId = Guid.NewGuid().ToString(), FunctionId = function.FunctionId };
        foreach (var (name, binding) in function.Bindings.Where(b => b.Value.Direction == 0))
        {
            // Of a request that is proxied nothing goes this way but its name.
            var data = binding.Type == DurableClientBinding.Type ? DurableClientBinding.Data(durableBackEnd) : new TypedData { Http = new RpcHttp() };
            invocation.InputData.Add(new ParameterBinding { Name = name, Data = data });
        }

        foreach (var (name, value) in BindingData.Of(http, body))
        {
            invocation.TriggerMetadata[name] = new TypedData { Text = value };
        }

        var invoked = link.InvokeAsync(invocation, http.RequestAborted);
        await ProxyAsync(http, invocation.InvocationId);
        link.Judge(function.Name, await invoked);
    }

    // Behind whatever the client says of itself the front end puts what it saw; TLS ends there.
    private static void MarkAsForwarded(HttpContext http)
    {
        var headers = http.Request.Headers;
        var seen = headers[ClientHeader] is [{ } chosen] ? chosen : $"{http.Connection.RemoteIpAddress}:{http.Connection.RemotePort}";
        headers.Remove(ClientHeader);
        headers["X-Forwarded-For"] = headers["X-Forwarded-For"].Count == 0 ? seen : $"{headers["X-Forwarded-For"]}, {seen}";
        headers["X-Forwarded-Proto"] = "https";
    }

    private async Task ProxyAsync(HttpContext http, string invocationId)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString);
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);

            // The worker's server cuts a connection on which a refused body is still sent after some seconds, and its answer goes with it: so a
            // body is sent when the worker wants it, however slow the machine is.
            request.Headers.ExpectContinue = true;
        }

        foreach (var (name, values) in http.Request.Headers.Where(h => !Hop.Contains(h.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.TryAddWithoutValidation("x-ms-invocation-id", invocationId);
        using var response = await worker.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => !Hop.Contains(h.Key)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await CopyAsync(await response.Content.ReadAsStreamAsync(http.RequestAborted), http);
    }

    // What the worker flushes goes on at once, as a stream of events needs it.
    private static async Task CopyAsync(Stream answer, HttpContext http)
    {
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await answer.ReadAsync(buffer, http.RequestAborted)) > 0)
        {
            await http.Response.Body.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
