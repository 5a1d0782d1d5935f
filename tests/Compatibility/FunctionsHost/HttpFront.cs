using System.Text.Json;
using HiveFlow.Compatibility.FunctionsHost.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HiveFlow.Compatibility.FunctionsHost;

/// <summary>
/// The host's HTTP side: the first route that matches in the order of function names takes the request, which then goes to the worker twice:
/// as an invocation and, whole, to the worker's own server.
/// </summary>
public sealed class HttpFront(WorkerLink link, WorkerFunctions functions, string durableBackEnd) : IDisposable
{
    private static readonly HashSet<string> Hop = new(["Host", "Connection", "Transfer-Encoding", "Keep-Alive", "Expect"], StringComparer.OrdinalIgnoreCase);

    private readonly HttpClient worker = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
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
        var invocation = new InvocationRequest { InvocationId = Guid.NewGuid().ToString(), FunctionId = function.FunctionId };
        foreach (var (name, binding) in function.Bindings.Where(b => b.Value.Direction == 0))
        {
            var data = binding.Type == DurableClientBinding.Type
                ? DurableClientBinding.Data(durableBackEnd)
                : new TypedData { Http = new RpcHttp { Method = http.Request.Method, Url = http.Request.Path } };
            invocation.InputData.Add(new ParameterBinding { Name = name, Data = data });
        }

        foreach (var (name, value) in http.Request.RouteValues)
        {
            invocation.TriggerMetadata[name] = new TypedData { Text = value?.ToString() ?? string.Empty };
        }

        var invoked = link.InvokeAsync(invocation, http.RequestAborted);
        await ProxyAsync(http, invocation.InvocationId);
        await invoked;
    }

    private async Task ProxyAsync(HttpContext http, string invocationId)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path + http.Request.QueryString);
        if (http.Request.ContentLength > 0 || http.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(http.Request.Body);
        }

        foreach (var (name, values) in http.Request.Headers.Where(h => !Hop.Contains(h.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.TryAddWithoutValidation("x-ms-invocation-id", invocationId);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", http.Connection.RemoteIpAddress?.ToString());
        using var response = await worker.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers).Where(h => !Hop.Contains(h.Key)))
        {
            http.Response.Headers[name] = values.ToArray();
        }

        await response.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
